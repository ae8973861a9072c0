import { BlockList, isIP } from "node:net";

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Whether an address is among `allowed`, a list of addresses and ranges with a prefix length; an empty list allows all. An IPv4
 * address written as IPv6, as a socket open to both shows it, is the same address.
 */
export function addressFilter(allowed: readonly string[]): (address: string) => boolean {
  if (allowed.length === 0) return () => true;
  const known = new BlockList();
  for (const range of allowed) {
    const [address = "", bits] = range.split("/");
    if (bits === undefined) known.addAddress(address, familyOf(address));
    else known.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && known.check(address, familyOf(address));
}
