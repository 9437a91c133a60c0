import { createRoute, z } from "@hono/zod-openapi";
import type { TypedResponse } from "hono";
import { hasEnded, isDecided, statusAt } from "packages/login/attempt.ts";
import { describeAttempt, proofOf } from "packages/login/attempt_access.ts";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { loginError } from "packages/login/errors.ts";
import { attemptQuerySchema, attemptStatusSchema } from "packages/login/schemas.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { json, refusals } from "packages/platform/http/openapi.ts";
import { holdRequest } from "packages/platform/http/request_context.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { beginWait } from "services/auth/waiting/wait_for_attempt.ts";

/** Ingresses and load balancers close connections that are silent for longer. */
const WAIT_SECONDS_MAX = 25;
/** Shortens a wait by up to this part, so that clients which started together do not return together. */
const JITTER = 0.1;
/** Polls from one address for attempts that are not the caller's. */
const UNBOUND_POLLS = { name: "poll-strange", max: 300, windowMs: 60_000 };

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/poll",
  summary: "Wait for a login attempt to change",
  description:
    "Waits until the version differs from `after`; without `after` until the attempt is decided.",
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
    200: json(attemptStatusSchema, "The status of the attempt."),
    ...refusals(404, 429, 503),
  },
});

/** `GET /api/auth/wecom/poll` */
export function pollLoginAttemptRoute(app: App, deps: AuthDeps): void {
  app.route(
    {
      access: "public",
      limit: "counted_by_handler",
      countedByHandler: [{ limit: ATTEMPT_LIMITS.poll, per: "attempt" }, {
        limit: UNBOUND_POLLS,
        per: "address",
      }],
    },
    route,
    async (c) => {
      const { state, sessionId, after, wait } = c.req.valid("query");
      const address = limitedAddress(c.env.clientIp);
      const { stored, wait: waitOn } = await beginWait(deps, {
        sessionId,
        state,
        address,
        proof: proofOf(c.req.raw, sessionId, deps.cookies),
        until: deps.clock.now() + shortened(wait * 1000, deps.randomBytes),
        isDone: createNewsTest(after, deps.clock),
        signal: c.req.raw.signal,
        countWait: (isBound) =>
          isBound
            ? deps.limiter.count(ATTEMPT_LIMITS.poll, sessionId)
            : deps.limiter.count(UNBOUND_POLLS, address),
      });
      return waitOn === undefined
        ? answer(deps, stored)
        : holdRequest(c, answerAfter(deps, waitOn));
    },
  );
}

/** Not a closure of the handler, which would keep the objects of Hono in memory while the poll is held. */
function answerAfter(
  deps: AuthDeps,
  wait: () => Promise<StoredAttempt | undefined>,
): () => Promise<Answer> {
  return () => wait().then((last) => answer(deps, last));
}

type Answer = Response & TypedResponse<z.infer<typeof attemptStatusSchema>, 200, "json">;

function answer({ clock, waiters }: AuthDeps, stored: StoredAttempt | undefined): Answer {
  if (stored === undefined) throw loginError("login_attempt_not_found");
  const headers = waiters.draining ? { ...NO_STORE, connection: "close" } : NO_STORE;
  return Response.json(describeAttempt(stored, clock.now()), { headers }) as Answer;
}

/** The wait less a random part of up to 10 %. */
function shortened(waitMs: number, randomBytes: RandomBytes): number {
  return waitMs * (1 - JITTER * randomBytes(1)[0]! / 256);
}

/** Whether a record has what the poll waits for. Like `answerAfter`, not a closure of the handler. */
function createNewsTest(after: number | undefined, clock: Clock) {
  return ({ attempt, version }: StoredAttempt): boolean => {
    const status = statusAt(attempt, clock.now());
    return after === undefined ? isDecided(status) : version !== after || hasEnded(status);
  };
}
