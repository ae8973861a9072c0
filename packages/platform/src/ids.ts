import { createHash } from "node:crypto";
import { encodeTime } from "ulid";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `int_` and a ULID whose random part is a hash of `key`: the same key at the same time is the same id. */
export function keyedIntentId(nowMs: number, key: string): string {
  const digest = createHash("sha256").update(key).digest();
  const random = Array.from(digest.subarray(0, 16), (byte) => ALPHABET[byte % 32]).join("");
  return `int_${encodeTime(nowMs, 10)}${random}`;
}
