/** `POST /webhook`: authenticate → parse → one transaction → 202. No call to the venue happens inside the request. */
import { createHash } from "node:crypto";
import { type Alert, parseAlert } from "@bottrader/contracts";
import { err, type Result } from "@bottrader/core";
import type { AlertFault, AlertOutcome, IncomingAlert } from "@bottrader/engine";
import { type Logger, refusalCode } from "@bottrader/platform";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { addressFilter } from "./address-filter.ts";
import { type ApiError, NOT_READY, sendError } from "./api-error.ts";
import { type AlertSecrets, isAuthentic } from "./authenticate-alert.ts";
import { RequestCounts } from "./request-counts.ts";

export type AlertRouteDeps = {
  readonly access: AlertSecrets & { readonly allowedIps: readonly string[]; readonly perMinuteMax: number };
  readonly accept: (incoming: IncomingAlert) => Promise<Result<AlertOutcome, AlertFault>>;
  readonly isReady: () => boolean;
  readonly nowMs: () => number;
  readonly count: (outcome: string) => void;
  readonly log: Logger;
};

type AlertRequest = FastifyRequest<{ Params: { token?: string } }>;

const BODY_BYTES_MAX = 16_384;
const DEPTH_MAX = 32;
const TEXTUAL = /^(application\/(.+\+)?json|text\/.+)\s*(;|$)/i;

export const alertRoutes =
  (deps: AlertRouteDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    await app.register(rateLimit, {
      max: deps.access.perMinuteMax,
      timeWindow: 60_000,
      store: RequestCounts,
      errorResponseBuilder: (_request, context) => ({
        statusCode: 429,
        message: `Too many requests: try again in ${context.after}.`,
      }),
    });
    const isAllowed = addressFilter(deps.access.allowedIps);
    // Before the body is read: a stranger does not get to send one
    app.addHook("onRequest", async (request: AlertRequest, reply) => {
      if (isAllowed(request.ip)) return;
      return refuse(deps, { request, reply }, SOURCE_NOT_ALLOWED);
    });
    app.addHook("onError", async (_request, _reply, { statusCode = 503 }) => deps.count(refusalCode(statusCode)));
    app.removeAllContentTypeParsers();
    // What senders claim about their body is worth nothing: anything textual is read as bytes and looked at
    app.addContentTypeParser(TEXTUAL, { parseAs: "buffer", bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    const handle = (request: AlertRequest, reply: FastifyReply) => answerAlert(deps, request, reply);
    app.post("/webhook", { bodyLimit: BODY_BYTES_MAX }, handle);
    app.post("/webhook/:token", { bodyLimit: BODY_BYTES_MAX }, handle);
  };

const SOURCE_NOT_ALLOWED: ApiError = {
  status: 403,
  code: "SOURCE_NOT_ALLOWED",
  message: "This address may not send alerts.",
};

const NOT_AUTHENTIC: ApiError = {
  status: 401,
  code: "NOT_AUTHENTIC",
  message: "The alert carries no valid secret.",
};

/** Answers a refusal, counts it and logs it without anything the sender wrote. */
function refuse(
  deps: Pick<AlertRouteDeps, "count" | "log">,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  error: ApiError,
): FastifyReply {
  const { code, status } = error;
  deps.count(code);
  deps.log.info({ code, status, ip: request.ip, requestId: request.id }, "alert refused");
  if (status === 503) void reply.header("retry-after", "5");
  return sendError(reply, error);
}

async function answerAlert(deps: AlertRouteDeps, request: AlertRequest, reply: FastifyReply): Promise<FastifyReply> {
  const exchange = { request, reply };
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = readJson(rawBody);
  const signature = request.headers["x-bottrader-signature"];
  const isKnown = isAuthentic(deps.access, {
    pathToken: request.params.token ?? null,
    bodySecret: secretOf(body),
    signature: typeof signature === "string" ? signature : null,
    rawBody,
    nowMs: deps.nowMs(),
  });
  if (!isKnown) return refuse(deps, exchange, NOT_AUTHENTIC);
  const alert = readAlert(body, rawBody);
  if (!alert.ok) return refuse(deps, exchange, { status: 400, ...alert.error });
  if (!deps.isReady()) return refuse(deps, exchange, NOT_READY);
  const outcome = await deps.accept({
    alert: alert.value,
    source: "default",
    bodyDigest: digestWithoutSecret(body),
    receivedAtMs: deps.nowMs(),
  });
  if (!outcome.ok) return refuse(deps, exchange, { status: 400, ...outcome.error });
  deps.count(outcome.value.status);
  deps.log.info({ ...outcome.value, requestId: request.id }, "alert taken");
  return reply.code(outcome.value.status === "accepted" ? 202 : 200).send(outcome.value);
}

function readAlert(body: unknown, rawBody: Buffer): Result<Alert, AlertFault> {
  if (body === undefined)
    return unreadable(rawBody.length === 0 ? "is empty" : "is not valid JSON: check quotes and commas");
  if (!isWithin(DEPTH_MAX, body)) return unreadable(`is nested deeper than ${DEPTH_MAX} levels`);
  const alert = parseAlert(body);
  if (alert.ok) return alert;
  const message = alert.error.map(({ field, message: text }) => `${field} ${text}`).join("; ");
  return err({ code: "ALERT_INVALID", message, fields: alert.error });
}

const unreadable = (message: string): Result<never, AlertFault> =>
  err({ code: "BODY_UNREADABLE", message: `The body ${message}.`, fields: [{ field: "body", message }] });

/** Undefined when the bytes are not JSON. */
function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Whatever walks through a body may recurse as deep as it is nested. */
const isWithin = (depth: number, value: unknown): boolean =>
  typeof value !== "object" ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isWithin(depth - 1, inner)));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const secretOf = (body: unknown): string | null => {
  const secret = isRecord(body) ? body["secret"] : undefined;
  return typeof secret === "string" ? secret : null;
};

/** The secret is no part of what makes two bodies the same, and must not be in anything that is stored. */
function digestWithoutSecret(body: unknown): string {
  const rest = isRecord(body) ? Object.entries(body).filter(([name]) => name !== "secret") : body;
  return createHash("sha256").update(JSON.stringify(rest)).digest("hex");
}
