/**
 * One chain for each symbol across every replica.
 *
 * Inside the process a promise chain, between processes an advisory lock of a dedicated connection. All symbols share that
 * connection, so the lock is tried and tried again: waiting inside the server would hold up every other symbol.
 *
 * Invariants
 * 1. At most one piece of work of a symbol runs among all processes on a database.
 * 2. If the connection breaks, the locks are gone: work in hand is told (`assertHeld`) and cannot commit any more.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";

export type SymbolLocks = {
  run<T>(symbol: string, work: () => Promise<T>): Promise<T>;
  /** Throws `SymbolLockLost` when called inside work whose lock is gone. */
  assertHeld(): void;
  close(): Promise<void>;
};

export type SymbolLockOptions = {
  readonly onError: (error: Error) => void;
  /** How long to wait for another replica before giving up. */
  readonly waitMs?: number;
};

/** The connection that held the symbol broke: another replica may have it, so nothing more may be committed. */
export class SymbolLockLost extends Error {
  constructor() {
    super("the symbol's lock was lost with its connection; the work is given back");
    this.name = "SymbolLockLost";
  }
}

/** Another replica kept the symbol for longer than anybody should. */
export class SymbolLockTimeout extends Error {
  constructor(symbol: string, waitMs: number) {
    super(`${symbol} was held by another process for ${waitMs} ms`);
    this.name = "SymbolLockTimeout";
  }
}

type Session = { readonly client: Client; isBroken: boolean };

const WAIT_MS = 30_000;
const POLL_FIRST_MS = 2;
const POLL_MAX_MS = 50;
const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_KEY = "hashtextextended('bottrader:symbol:' || $1, 0)";

export function createSymbolLocks(url: string, { onError, waitMs = WAIT_MS }: SymbolLockOptions): SymbolLocks {
  const held = new AsyncLocalStorage<Session>();
  const tails = new Map<string, Promise<unknown>>();
  let current: Promise<Session> | null = null;

  const session = async (): Promise<Session> => {
    current ??= connect(url, onError);
    const attempt = current;
    const live = await attempt.catch((error: unknown) => {
      if (current === attempt) current = null;
      throw error;
    });
    if (!live.isBroken) return live;
    // Of several that find it broken, the first makes the new one.
    if (current === attempt) current = null;
    return session();
  };

  const underLock = async <T>(symbol: string, work: () => Promise<T>): Promise<T> => {
    const live = await session();
    await acquire(live.client, symbol, waitMs);
    try {
      return await held.run(live, work);
    } finally {
      await release(live, symbol);
    }
  };

  return {
    run: (symbol, work) => {
      const before = tails.get(symbol) ?? Promise.resolve();
      const result = before.then(() => underLock(symbol, work));
      // The next in the chain waits for the end of this one, however it ends.
      const tail = result.then(
        () => {},
        () => {},
      );
      tails.set(symbol, tail);
      void tail.then(() => tails.get(symbol) === tail && tails.delete(symbol));
      return result;
    },
    assertHeld: () => {
      if (held.getStore()?.isBroken === true) throw new SymbolLockLost();
    },
    close: async () => {
      await Promise.all(tails.values());
      const live = await current?.catch(() => null);
      current = null;
      if (live !== null && live !== undefined) await live.client.end();
    },
  };
}

async function connect(url: string, onError: (error: Error) => void): Promise<Session> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "bottrader-locks",
  });
  const session: Session = { client, isBroken: false };
  client.on("error", (error) => {
    session.isBroken = true;
    onError(error);
  });
  client.on("end", () => {
    session.isBroken = true;
  });
  await client.connect();
  return session;
}

async function acquire(client: Client, symbol: string, waitMs: number): Promise<void> {
  let waitedMs = 0;
  for (let pollMs = POLL_FIRST_MS; ; pollMs = Math.min(pollMs * 2, POLL_MAX_MS)) {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${LOCK_KEY}) AS taken`, [symbol]);
    if (rows[0]?.taken === true) return;
    if (waitedMs >= waitMs) throw new SymbolLockTimeout(symbol, waitMs);
    await delay(pollMs);
    waitedMs += pollMs;
  }
}

/** With a broken connection there is nothing to release: the server has let go of its locks. */
async function release({ client, isBroken }: Session, symbol: string): Promise<void> {
  if (isBroken) return;
  await client.query(`SELECT pg_advisory_unlock(${LOCK_KEY})`, [symbol]).catch(() => {});
}
