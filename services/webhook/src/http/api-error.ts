import type { FieldFault } from "@bottrader/contracts";
import type { FastifyReply } from "fastify";

export type ApiError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly FieldFault[];
};

/** Every refusal has the same shape: a code for programs, a sentence for people, the fields concerned. */
export function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  return reply
    .code(error.status)
    .send({ error: { code: error.code, message: error.message, fields: error.fields ?? [] } });
}

export const NOT_READY: ApiError = {
  status: 503,
  code: "NOT_READY",
  message: "The service cannot promise to keep this now. Nothing was accepted.",
};
