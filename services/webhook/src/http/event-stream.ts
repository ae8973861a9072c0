/** Server-sent events: which parts of the page have changed, gathered to at most four messages a second. */
import type { ServerResponse } from "node:http";
import type { DeskChange } from "@bottrader/engine";
import type { FastifyInstance } from "fastify";

type ChangeKind = DeskChange | "signals";

export type EventStream = {
  changed(...kinds: readonly ChangeKind[]): void;
  routes(app: FastifyInstance): Promise<void>;
  /** Ends every stream, so that the server can close. */
  close(): void;
};

const GATHER_MS = 250;
const HEARTBEAT_MS = 15_000;
const LISTENERS_MAX = 100;
/** Bytes a listener may leave unread before it is cut off; it connects again and reads everything afresh. */
const UNREAD_MAX = 65_536;

export function createEventStream(): EventStream {
  const listeners = new Set<ServerResponse>();
  const gathered = new Set<ChangeKind>();
  let timer: NodeJS.Timeout | null = null;

  const tell = (text: string): void => {
    for (const listener of listeners) {
      if (listener.writableLength > UNREAD_MAX) listener.destroy();
      else listener.write(text);
    }
  };
  const flush = (): void => {
    timer = null;
    const text = `event: change\ndata: ${JSON.stringify({ kinds: [...gathered] })}\n\n`;
    gathered.clear();
    tell(text);
  };
  const heartbeat = setInterval(() => tell(": still here\n\n"), HEARTBEAT_MS);
  heartbeat.unref();

  return {
    changed(...kinds) {
      if (listeners.size === 0) return;
      for (const kind of kinds) gathered.add(kind);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    async routes(app) {
      app.get("/events", (_request, reply) => {
        if (listeners.size >= LISTENERS_MAX) {
          return reply.header("retry-after", "30").code(503).send(TOO_MANY_LISTENERS);
        }
        reply.hijack();
        const { raw } = reply;
        raw.writeHead(200, {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
          // Ended with the stream: an idle line would hold up the stop of the server
          connection: "close",
        });
        raw.write(": welcome\n\n");
        listeners.add(raw);
        raw.on("close", () => listeners.delete(raw));
        return reply;
      });
    },
    close() {
      clearInterval(heartbeat);
      if (timer !== null) clearTimeout(timer);
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
}

const TOO_MANY_LISTENERS = {
  error: { code: "NOT_READY", message: `At most ${LISTENERS_MAX} pages can watch at once.`, fields: [] },
};
