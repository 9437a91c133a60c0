import { createRoute, z } from "@hono/zod-openapi";
import { hasEnded, statusAt } from "packages/login/attempt.ts";
import { describeAttempt, proofOf, requireBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { attemptQuerySchema } from "packages/login/schemas.ts";
import { AppError, isUnavailable } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSAL } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { type HoldOptions, waitForAttempt } from "services/auth/waiting/wait_for_attempt.ts";

/** A comment this often keeps proxies from cutting a quiet stream. */
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = ": keep-alive\n\n";
/** How long to leave a Redis alone that is away. */
const OUTAGE_PAUSE_MS = 1_000;
/** How long a browser waits before it reconnects. */
const RETRY_MS = 1_000;

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/events",
  summary: "A login attempt as server-sent events",
  description: "The id of each event is the version, its data what `status` answers.",
  request: {
    query: attemptQuerySchema,
    headers: z.object({ "last-event-id": z.string().regex(/^\d{1,9}$/).optional() }),
  },
  responses: {
    200: { description: "Events.", content: { "text/event-stream": { schema: z.string() } } },
    204: { description: "All of it was heard before." },
    404: REFUSAL,
  },
});

/** `GET /api/auth/wecom/events` */
export function streamLoginEventsRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public" }, route, async (c) => {
    const { state, sessionId } = c.req.valid("query");
    const proof = proofOf(c.req.raw, sessionId, deps.cookies);
    const present = requireBound(await deps.attempts.readBySession(sessionId), proof, state);
    const seen = Number(c.req.valid("header")["last-event-id"] ?? -1);
    // A browser that has heard the end comes back all the same; 204 is how to send it away for good.
    if (hasEnded(present.attempt.status) && present.version === seen) return c.body(null, 204);
    // Refused while it can still be said: a stream that has begun can only end.
    deps.waiters.register(sessionId).release();
    const abort = new AbortController();
    c.req.raw.signal.addEventListener("abort", () => abort.abort());
    const events = attemptEvents(deps, { sessionId, state, proof, signal: abort.signal }, seen);
    const body = ReadableStream.from(events).pipeThrough(new TextEncoderStream());
    return c.body(body, 200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
  });
}

type Watched = Pick<HoldOptions, "sessionId" | "proof" | "signal"> & { state: string };

/** The stream ends with the attempt, with the process (browsers reconnect to another), or when the attempt is gone. */
async function* attemptEvents(
  deps: AuthDeps,
  watched: Watched,
  lastSeen: number,
): AsyncGenerator<string> {
  let seen = lastSeen;
  yield `retry: ${RETRY_MS}\n\n`;
  while (!watched.signal.aborted && !deps.waiters.draining) {
    const held = await holdUntilNews(deps, watched, seen);
    if (held === "gone") return;
    if (held === "unknown") {
      // A stream that ended now would come back to a 503, after which browsers do not try again.
      yield KEEP_ALIVE;
      await new Promise((resolve) => setTimeout(resolve, OUTAGE_PAUSE_MS));
      continue;
    }
    const description = describeAttempt(held, deps.clock.now());
    const isNew = held.version !== seen || hasEnded(description.status);
    seen = held.version;
    yield isNew
      ? `id: ${seen}\nevent: status\ndata: ${JSON.stringify(description)}\n\n`
      : KEEP_ALIVE;
    if (hasEnded(description.status)) return;
  }
}

/** `gone` when the attempt is no more, `unknown` while there is no way to tell. */
async function holdUntilNews(
  deps: AuthDeps,
  watched: Watched,
  seen: number,
): Promise<StoredAttempt | "gone" | "unknown"> {
  try {
    return await waitForAttempt(deps, {
      ...watched,
      until: deps.clock.now() + KEEP_ALIVE_MS,
      isDone: ({ attempt, version }) =>
        version !== seen || hasEnded(statusAt(attempt, deps.clock.now())),
    });
  } catch (error) {
    if (error instanceof AppError) return "gone";
    if (isUnavailable(error)) return "unknown";
    throw error;
  }
}
