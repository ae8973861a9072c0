/**
 * The Redis connections of a set of workers, which wait for ever for their server and can yet be ended at any moment.
 *
 * ioredis, told to disconnect in the pause between two tries, neither says "end" nor rejects the commands that wait, and BullMQ waits for
 * both when a worker closes: a shutdown while Redis is away would hang.
 */
import { Redis, type RedisOptions } from "ioredis";
import type { ErrorSink } from "./limit-errors.ts";
import type { WorkerLink } from "./transport.ts";

/** A connection and its duplicates. */
type Family = { readonly members: Set<Redis>; isRetired: boolean };

const makeEndable = (client: Redis, family: Family): Redis => {
  family.members.add(client);
  return Object.assign(client, {
    // BullMQ makes the connections that block for jobs this way
    duplicate: (override?: Partial<RedisOptions>) =>
      makeEndable(Redis.prototype.duplicate.call(client, override), family),
    disconnect: (reconnect = false): void => {
      // From this state ioredis closes as it should
      if (!reconnect && client.status === "reconnecting") client.status = "wait";
      Redis.prototype.disconnect.call(client, reconnect);
    },
    connect: (): Promise<void> =>
      family.isRetired ? Promise.reject(new Error("Connection is closed.")) : Redis.prototype.connect.call(client),
  });
};

const retire = (family: Family): void => {
  family.isRetired = true;
  for (const member of family.members) member.disconnect();
};

/** Makes the connection that a set of workers shares. It connects when first used. */
export const openWorkerLink = (client: Redis, report: ErrorSink): WorkerLink => {
  const family: Family = { members: new Set(), isRetired: false };
  client.on("error", (error) => report(error, "workers"));
  return { connection: makeEndable(client, family), close: () => retire(family) };
};
