import { createRoute, z } from "@hono/zod-openapi";
import { hasEnded, statusAt } from "packages/login/attempt.ts";
import { describeAttempt, proofOf, requireBound } from "packages/login/attempt_access.ts";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { attemptQuerySchema } from "packages/login/schemas.ts";
import { AppError, isUnavailable } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { refusals } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { Waiter } from "services/auth/waiting/waiter_registry.ts";
import { waitForAttempt, type WaitOptions } from "services/auth/waiting/wait_for_attempt.ts";

/** A comment this often keeps proxies from closing a silent stream. */
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = ": keep-alive\n\n";
/** Pause between two reads while Redis is down. */
const OUTAGE_PAUSE_MS = 1_000;
/** How long a browser waits before it reconnects. */
const RETRY_MS = 1_000;

const EXAMPLE = "id: 2\nevent: status\n" +
  'data: {"status":"scanned","version":2,"expiresAt":"2026-01-01T08:00:00.000Z"}\n\n';

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/events",
  summary: "Follow a login attempt by server-sent events",
  description: "The id of each event is the version; its data is the answer of `status`.",
  request: {
    query: attemptQuerySchema,
    headers: z.object({
      "last-event-id": z.string().regex(/^\d{1,9}$/).optional().openapi({ example: "3" }),
    }),
  },
  responses: {
    200: {
      description: "Events.",
      content: { "text/event-stream": { schema: z.string(), example: EXAMPLE } },
    },
    204: { description: "The browser has already received the last event." },
    ...refusals(404),
  },
});

/** `GET /api/auth/wecom/events` */
export function streamLoginEventsRoute(app: App, deps: AuthDeps): void {
  app.route(
    {
      access: "public",
      limit: REFUSALS,
      countedByHandler: [{ limit: ATTEMPT_LIMITS.events, per: "attempt" }],
    },
    route,
    async (c) => {
      const { state, sessionId } = c.req.valid("query");
      const proof = proofOf(c.req.raw, sessionId, deps.cookies);
      const present = requireBound(await deps.attempts.readBySession(sessionId), proof, state);
      await deps.limiter.count(ATTEMPT_LIMITS.events, sessionId);
      const seen = Number(c.req.valid("header")["last-event-id"] ?? -1);
      // A browser reconnects after the last event too; only 204 stops it (WHATWG HTML, server-sent events).
      if (hasEnded(present.attempt.status) && present.version === seen) return c.body(null, 204);
      // Refused now: after the first byte the stream could only end.
      const address = limitedAddress(c.env.clientIp);
      const place = deps.waiters.add(sessionId, address);
      if (!(place instanceof Waiter)) throw place;
      place.release();
      const abort = new AbortController();
      c.req.raw.signal.addEventListener("abort", () => abort.abort());
      const events = attemptEvents(
        deps,
        { sessionId, state, address, proof, signal: abort.signal },
        seen,
      );
      return c.body(streamOf(events, () => abort.abort()), 200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
    },
  );
}

/** `onCancel` runs as soon as the browser is away; a generator that waits would notice at its next step only. */
function streamOf(
  events: AsyncGenerator<string>,
  onCancel: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: onCancel,
  });
}

type Watched = Pick<WaitOptions, "sessionId" | "address" | "proof" | "signal"> & { state: string };

/** The stream ends when the attempt ends or is deleted, and when the process shuts down: browsers then reconnect. */
async function* attemptEvents(
  deps: AuthDeps,
  watched: Watched,
  lastSeen: number,
): AsyncGenerator<string> {
  let seen = lastSeen;
  yield `retry: ${RETRY_MS}\n\n`;
  while (!watched.signal.aborted && !deps.waiters.draining) {
    const stored = await waitForNews(deps, watched, seen);
    if (stored === undefined) return;
    if (stored === "unavailable") {
      // If the stream ended now, the browser would reconnect, get a 503 and not try again.
      yield KEEP_ALIVE;
      await new Promise((resolve) => setTimeout(resolve, OUTAGE_PAUSE_MS));
      continue;
    }
    const description = describeAttempt(stored, deps.clock.now());
    const isNew = stored.version !== seen || hasEnded(description.status);
    seen = stored.version;
    yield isNew
      ? `id: ${seen}\nevent: status\ndata: ${JSON.stringify(description)}\n\n`
      : KEEP_ALIVE;
    if (hasEnded(description.status)) return;
  }
}

/** `undefined` when the attempt was deleted or the wait is refused, `unavailable` while Redis is down. */
async function waitForNews(
  deps: AuthDeps,
  watched: Watched,
  seen: number,
): Promise<StoredAttempt | "unavailable" | undefined> {
  try {
    return await waitForAttempt(deps, {
      ...watched,
      until: deps.clock.now() + KEEP_ALIVE_MS,
      isDone: ({ attempt, version }) =>
        version !== seen || hasEnded(statusAt(attempt, deps.clock.now())),
    });
  } catch (error) {
    if (error instanceof AppError) return undefined;
    if (isUnavailable(error)) return "unavailable";
    throw error;
  }
}
