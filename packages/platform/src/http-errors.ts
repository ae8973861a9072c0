/** One shape for every refusal: a code for programs, a sentence for people, the fields concerned. Never a stack. */
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";

type Fields = readonly { readonly field: string; readonly message: string }[];

/** What Fastify, its plugins and our own code throw. */
type RequestError = {
  readonly message: string;
  readonly statusCode?: number;
  readonly validationContext?: string | undefined;
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string | undefined }[] | undefined;
};

/** The code of a refusal that was decided by its status alone. */
export const refusalCode = (status: number): string => (status >= 500 ? "NOT_READY" : (CODES[status] ?? "BAD_REQUEST"));

const CODES: Readonly<Record<number, string>> = {
  404: "NOT_FOUND",
  413: "BODY_TOO_LARGE",
  415: "TYPE_UNSUPPORTED",
  429: "TOO_MANY",
};

const body = (code: string, message: string, fields: Fields = []) => ({ error: { code, message, fields } });

/** 503 with Retry-After: whatever was asked for did not happen and may be asked again. */
export const sendNotReady = (reply: FastifyReply): FastifyReply =>
  reply
    .code(503)
    .header("retry-after", "5")
    .send(body("NOT_READY", "The service cannot do this now. Nothing was accepted."));

/** A refusal keeps its status; whatever nobody foresaw is logged and becomes a 503 without details. */
export function sendRequestError(error: RequestError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 503;
  if (status >= 500) {
    // A 503 of our own is foreseen; for the rest: the route and not the address, which may carry a token
    if (error.statusCode !== 503)
      request.log.error({ err: error, route: request.routeOptions.url, method: request.method }, "request failed");
    return sendNotReady(reply);
  }
  const fields = (error.validation ?? []).map(({ instancePath, message = "is not allowed" }) => ({
    field: instancePath.slice(1).replaceAll("/", ".") || (error.validationContext ?? "body"),
    message,
  }));
  return reply.code(status).send(body(refusalCode(status), error.message, fields));
}

/** An address that cannot be read. */
export const sendUnreadable = (reply: FastifyReply): FastifyReply =>
  reply.code(400).send(body("BAD_REQUEST", "The address cannot be read."));

export const sendNotFound = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.code(404).send(body("NOT_FOUND", "There is nothing at this address."));

/** Answers what is no HTTP request, is too slow or has too large a head, and hangs up. */
export function refuseClient(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const text = JSON.stringify(body("BAD_REQUEST", "The request cannot be read."));
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Length: ${text.length}\r\nContent-Type: application/json\r\n`;
  if (socket.writable) socket.write(`${head}Connection: close\r\n\r\n${text}`);
  socket.destroySoon();
}
