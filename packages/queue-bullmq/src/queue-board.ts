/** The queue board: bull-board over every queue of the session. It has no door of its own: whoever mounts it must put one before it. */
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import type { Queue } from "bullmq";
import type { FastifyPluginAsync } from "fastify";
import type { QueueKit } from "./queue-kit.ts";
import type { BullQueue } from "./transport.ts";

export type BoardOptions = {
  /** Absolute path the board is reached at, such as `/queues`, without a slash at the end. */
  readonly basePath: string;
  /** Refuses every change (retry, remove, pause) with 405. */
  readonly readOnly: boolean;
};

/** The board asks for a queue on Redis but uses only what a queue on any server has. */
const asBoardQueue = (queue: BullQueue): Queue => queue as unknown as Queue;

/** Register it inside an encapsulated scope whose hooks authenticate, without a prefix: the base path is part of the plugin. */
export const queueBoard =
  (kit: QueueKit, { basePath, readOnly }: BoardOptions): FastifyPluginAsync =>
  async (app) => {
    const board = new FastifyAdapter();
    board.setBasePath(basePath);
    const queues = [...kit.queues].map(
      ([name, queue]) =>
        new BullMQAdapter(asBoardQueue(queue), { readOnlyMode: readOnly, allowRetries: !readOnly, displayName: name }),
    );
    createBullBoard({ queues, serverAdapter: board, options: { uiConfig: { boardTitle: "BotTrader queues" } } });
    await app.register(board.registerPlugin(), { prefix: basePath });
  };
