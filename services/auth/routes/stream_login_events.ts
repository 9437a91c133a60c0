import { createRoute, z } from "@hono/zod-openapi";
import { hasEnded } from "packages/login/attempt.ts";
import { describeAttempt, proofOf, requireBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { attemptQuerySchema } from "packages/login/schemas.ts";
import { AppError, isUnavailable } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSAL } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { holdAttempt, type HoldOptions } from "services/auth/hold_attempt.ts";

/** A comment this often keeps proxies from cutting a quiet stream. */
const KEEP_ALIVE_MS = 15_000;
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
    404: REFUSAL,
  },
});

/** `GET /api/auth/wecom/events` */
export function streamLoginEventsRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public" }, route, async (c) => {
    const { state, sessionId } = c.req.valid("query");
    const proof = proofOf(c.req.raw, sessionId, deps.cookies);
    requireBound(await deps.attempts.readBySession(sessionId), proof, state);
    // Refused while it can still be said: a stream that has begun can only end.
    deps.waiters.register(sessionId).release();
    const seen = Number(c.req.valid("header")["last-event-id"] ?? -1);
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
  let seen = `${lastSeen}`;
  yield `retry: ${RETRY_MS}\n\n`;
  while (!watched.signal.aborted && !deps.waiters.draining) {
    const stored = await holdUntilNews(deps, watched, seen);
    if (stored === undefined) return;
    const description = describeAttempt(stored, deps.clock.now());
    const isNew = String(stored.version) !== seen || hasEnded(description.status);
    seen = String(stored.version);
    yield isNew
      ? `id: ${seen}\nevent: status\ndata: ${JSON.stringify(description)}\n\n`
      : ": keep-alive\n\n";
    if (hasEnded(description.status)) return;
  }
}

/** `undefined` when the stream has to end: the attempt is gone, or there is no way to tell for now. */
async function holdUntilNews(
  deps: AuthDeps,
  watched: Watched,
  seen: string,
): Promise<StoredAttempt | undefined> {
  try {
    return await holdAttempt(deps, {
      ...watched,
      until: deps.clock.now() + KEEP_ALIVE_MS,
      isEnough: (read) =>
        String(read.version) !== seen || hasEnded(describeAttempt(read, deps.clock.now()).status),
    });
  } catch (error) {
    if (error instanceof AppError || isUnavailable(error)) return undefined;
    throw error;
  }
}
