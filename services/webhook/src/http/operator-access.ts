/**
 * Operator access: a bearer token, or a session cookie got with the password. Never open.
 *
 * The cookie is signed and carries its own end, so it survives a restart of the service; it is same-site and http-only, and calls
 * that change something must come from the page itself.
 */
import { createHash, randomBytes } from "node:crypto";
import { isSameSecret } from "@bottrader/platform";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { sendError } from "./api-error.ts";
import { RequestCounts } from "./request-counts.ts";

export type OperatorSecrets = { readonly password: string | null; readonly token: string | null };

const COOKIE = "bottrader_session";
const SESSION_MS = 12 * 3_600_000;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

declare module "fastify" {
  interface FastifyInstance {
    /** Hook that lets only operators through. */
    requireOperator(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  }
}

export const operatorAccess = (secrets: OperatorSecrets, nowMs: () => number) =>
  fp(
    async (app: FastifyInstance) => {
      await app.register(cookie, { secret: sessionKey(secrets) });

      const hasSession = (request: FastifyRequest): boolean => {
        const raw = request.cookies[COOKIE];
        if (raw === undefined) return false;
        const { valid, value } = request.unsignCookie(raw);
        return valid && Number(value) > nowMs();
      };
      const hasToken = (request: FastifyRequest): boolean => {
        const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
        return secrets.token !== null && isSameSecret(given, secrets.token);
      };

      app.decorate("requireOperator", async (request: FastifyRequest, reply: FastifyReply) => {
        if (hasToken(request)) return;
        if (!hasSession(request)) {
          return sendError(reply, {
            status: 401,
            code: "OPERATOR_ONLY",
            message: "Log in, or send the operator token as bearer.",
          });
        }
        if (!SAFE_METHODS.has(request.method) && !isFromOurPage(request)) {
          return sendError(reply, {
            status: 403,
            code: "CROSS_SITE",
            message: "This call must come from the dashboard itself.",
          });
        }
      });

      await app.register(async (scope) => {
        await scope.register(rateLimit, { max: 10, timeWindow: 60_000, store: RequestCounts });
        scope.post<{ Body: { password?: unknown } | null }>("/api/v1/session", async (request, reply) => {
          const given = request.body?.password;
          if (secrets.password === null || typeof given !== "string" || !isSameSecret(given, secrets.password)) {
            return sendError(reply, { status: 401, code: "OPERATOR_ONLY", message: "Wrong password." });
          }
          const endsAtMs = nowMs() + SESSION_MS;
          return reply
            .setCookie(COOKIE, String(endsAtMs), {
              signed: true,
              httpOnly: true,
              sameSite: "strict",
              path: "/",
              secure: request.protocol === "https",
              expires: new Date(endsAtMs),
            })
            .code(204)
            .send();
        });
      });
      app.delete("/api/v1/session", async (_request, reply) =>
        reply.clearCookie(COOKIE, { path: "/" }).code(204).send(),
      );
    },
    { name: "operator-access" },
  );

/** Outlives a restart as long as the secrets do. Without any there is nothing to log in with, and nothing to forge from. */
function sessionKey({ password, token }: OperatorSecrets): string {
  if (password === null && token === null) return randomBytes(32).toString("hex");
  return createHash("sha256")
    .update(JSON.stringify(["session", password, token]))
    .digest("hex");
}

/** A browser names the page a changing call comes from, and other pages cannot set our header. */
function isFromOurPage(request: FastifyRequest): boolean {
  if (request.headers["x-bottrader-csrf"] === "1") return true;
  const { origin, host } = request.headers;
  return origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
