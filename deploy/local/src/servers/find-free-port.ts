import { createServer } from "node:net";

const PORT_MAX = 65_535;
const NEIGHBOURS_MAX = 50;

/** True when nothing listens on the TCP port, neither on loopback nor on all addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  // Both are asked because some systems let 0.0.0.0 be bound while 127.0.0.1 is taken
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "0.0.0.0"));
}

/** The first free TCP port at or after the wanted one; any free port when its neighbourhood is full or none is wanted. */
export async function findFreePort(wanted?: number): Promise<number> {
  if (wanted !== undefined) {
    const last = Math.min(PORT_MAX, wanted + NEIGHBOURS_MAX);
    for (let port = wanted; port <= last; port += 1) if (await isPortFree(port)) return port;
  }
  return await portFromSystem();
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function portFromSystem(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
