import { createRoute, z } from "@hono/zod-openapi";
import { flowSchema } from "packages/login/attempt.ts";
import { findBound, proofOf } from "packages/login/attempt_access.ts";
import { idSchema } from "packages/login/schemas.ts";
import { replace } from "packages/login/transitions.ts";
import { NO_STORE, setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { json, refusals } from "packages/platform/http/openapi.ts";
import { createLoginAttempt, NEW_ATTEMPTS } from "services/auth/create_login_attempt.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { attemptRequester } from "services/auth/routes/attempt_requester.ts";
import { describeNewAttempt } from "services/auth/domain/describe_new_attempt.ts";
import { newAttemptSchema, redirectSchema } from "services/auth/routes/schemas.ts";

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/qrcode",
  summary: "Create a login attempt",
  request: {
    query: z.object({
      flow: flowSchema.default("hosted"),
      app: z.string().max(32).optional(),
      redirect: redirectSchema.default("/"),
      code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be S256 of a verifier")
        .optional().openapi({
          description: "RFC 7636 S256; for front ends on another site.",
          example: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        }),
      replaces: idSchema.optional().openapi({
        description:
          "`sessionId` of an attempt of this browser that ends: its QR code is no longer shown.",
      }),
    }),
  },
  responses: {
    200: json(newAttemptSchema, "The attempt; the binding cookie comes with it."),
    ...refusals(403),
  },
});

/** `GET /api/auth/wecom/qrcode` */
export function createLoginAttemptRoute(app: App, deps: AuthDeps): void {
  const rules = { access: "public", limit: NEW_ATTEMPTS, refuseHead: true } as const;
  app.route(rules, route, async (c) => {
    const { code_challenge: codeChallenge, replaces, ...choices } = c.req.valid("query");
    if (codeChallenge === undefined) refuseOtherSites(c.req.raw);
    if (replaces !== undefined) await endReplaced(deps, c.req.raw, replaces);
    const { stored, loginUrl, cookies } = await createLoginAttempt(
      { ...deps, log: c.env.log },
      { ...choices, codeChallenge },
      attemptRequester(c, deps.cookies),
    );
    setCookies(c, cookies);
    return c.json(describeNewAttempt(stored, loginUrl, deps.clock.now()), 200, NO_STORE);
  });
}

/** Without this, a phone that shows the number of the old QR code would confirm a sign-in that no page waits for. */
async function endReplaced(deps: AuthDeps, request: Request, sessionId: string): Promise<void> {
  const proof = proofOf(request, sessionId, deps.cookies);
  const stored = findBound(await deps.attempts.readBySession(sessionId), proof);
  const next = stored && replace(stored.attempt, deps.clock.now());
  if (next !== undefined) await deps.attempts.advance(stored!, next);
}

/** Without a challenge the cookie binds the attempt, and another site must not be able to set one. */
function refuseOtherSites(request: Request): void {
  if (request.headers.get("sec-fetch-site") !== "cross-site") return;
  throw httpError("request_origin_refused", {
    detail:
      "Cannot create a login attempt from another site without code_challenge: send one (RFC 7636 S256)",
  });
}
