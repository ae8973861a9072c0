/** What keeps entries out now, and lifting it. */
import { type LockView, lockLiftView, lockListView, toInstant } from "@bottrader/contracts";
import type { ActiveLock } from "@bottrader/core";
import { type LiftFault, liftLock, readLocks } from "@bottrader/engine";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type ApiDeps, NotReady, openRoomOf } from "./api-deps.ts";
import { sendError } from "./api-error.ts";

const NOTE_LENGTH_MAX = 200;

export const lockRoutes =
  (deps: Pick<ApiDeps, "room">) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get("/locks", { schema: { response: { 200: lockListView } } }, async () =>
      (await readLocks(openRoomOf(deps).desk)).map(lockViewOf),
    );
    const params = z.object({ id: z.string().max(80) });
    const querystring = z.object({ note: z.string().max(NOTE_LENGTH_MAX).default("") });
    // Errors are sent by `sendError`; without the answer's schema they would be refused by the serialiser
    app.delete("/locks/:id", { schema: { params, querystring } }, async (request, reply) => {
      const { desk } = openRoomOf(deps);
      const { id } = request.params;
      const lifted = await liftLock(desk, { id, by: "operator", note: request.query.note });
      if (!lifted.ok) return sendFault(reply, id, lifted.error);
      const { atMs, ...rest } = lifted.value;
      request.log.info({ lock: id, note: rest.note }, "lock lifted by the operator");
      return lockLiftView.parse({ ...rest, at: toInstant(atMs) });
    });
  };

function lockViewOf({ sinceMs, untilMs, lift, ...lock }: ActiveLock): LockView {
  return { ...lock, since: instantOrNull(sinceMs), until: instantOrNull(untilMs), liftable: lift !== null };
}

const instantOrNull = (ms: number | null): string | null => (ms === null ? null : toInstant(ms));

function sendFault(reply: FastifyReply, id: string, fault: LiftFault): unknown {
  switch (fault.code) {
    case "LOCK_NONE":
      return sendError(reply, { status: 404, code: fault.code, message: `No lock ${id} is in force.` });
    case "LOCK_FIXED":
      return sendError(reply, {
        status: 409,
        code: fault.code,
        message: `${id} is not lifted here. ${fault.lock.remedy}`,
      });
    case "EQUITY_UNKNOWN":
      throw new NotReady("Equity cannot be measured yet, and the lock would be counted from it.");
  }
}
