import { createRoute, z } from "@hono/zod-openapi";
import { hasEnded, isDecided, statusAt } from "packages/login/attempt.ts";
import { describeAttempt, proofOf } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { attemptQuerySchema, attemptStatusSchema } from "packages/login/schemas.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { json, REFUSAL } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { waitForAttempt } from "services/auth/waiting/wait_for_attempt.ts";

/** Ingresses and load balancers cut connections that are silent for longer. */
const WAIT_SECONDS_MAX = 25;
/** So that clients which started together do not come back together. */
const JITTER = 0.1;
const POLLS = { name: "poll", max: 120, windowMs: 60_000 };
/** Whoever asks for attempts that are not theirs. */
const STRANGERS = { name: "poll-strange", max: 300, windowMs: 60_000 };

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/poll",
  summary: "Wait for a login attempt to change",
  description:
    "Held until the version differs from `after`; without `after` until the attempt is decided.",
  request: {
    query: attemptQuerySchema.extend({
      after: z.string().regex(/^\d{1,9}$/, "must be a version").transform(Number).optional()
        .openapi({ type: "integer" }),
      wait: z.string().regex(/^\d{1,2}$/, "must be seconds from 0 to 25").transform(Number)
        .refine((seconds) => seconds <= WAIT_SECONDS_MAX, "must be seconds from 0 to 25")
        .default(WAIT_SECONDS_MAX).openapi({ type: "integer", maximum: WAIT_SECONDS_MAX }),
    }),
  },
  responses: {
    200: json(attemptStatusSchema, "How the attempt stands."),
    404: REFUSAL,
    429: REFUSAL,
    503: REFUSAL,
  },
});

/** `GET /api/auth/wecom/poll` */
export function pollLoginAttemptRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public", limit: "counted_by_handler" }, route, async (c) => {
    const { state, sessionId, after, wait } = c.req.valid("query");
    const heldMs = wait * 1000 * (1 - Math.random() * JITTER);
    const stored = await waitForAttempt(deps, {
      sessionId,
      state,
      proof: proofOf(c.req.raw, sessionId, deps.cookies),
      until: deps.clock.now() + heldMs,
      isDone: (read) => isNews(read, after, deps.clock.now()),
      signal: c.req.raw.signal,
      countPoll: () => deps.limiter.count(POLLS, sessionId),
    }).catch(async (error) => {
      const isStranger = error instanceof AppError && error.code === "login_attempt_not_found";
      if (isStranger) await deps.limiter.count(STRANGERS, limitedAddress(c.get("clientIp")));
      throw error;
    });
    const headers = deps.waiters.draining ? { ...NO_STORE, connection: "close" } : NO_STORE;
    return c.json(describeAttempt(stored, deps.clock.now()), 200, headers);
  });
}

function isNews({ attempt, version }: StoredAttempt, after: number | undefined, now: number) {
  const status = statusAt(attempt, now);
  return after === undefined ? isDecided(status) : version !== after || hasEnded(status);
}
