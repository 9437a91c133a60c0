import type { FailureReason, Status } from "packages/login/attempt.ts";
import { readReply, type Reply } from "services/auth/pages/reply.ts";

/** The attempt as `GET /api/auth/wecom/qrcode` returns it. */
export interface CreatedAttempt extends StatusAnswer {
  state: string;
  sessionId: string;
  loginUrl: string;
  qr: string;
  pollAfterMs: number;
}

/** A response of `poll` or `status`. */
export interface StatusAnswer {
  status: Status;
  version: number;
  /** Milliseconds until the attempt expires, by the server's clock. */
  leftMs: number;
  matchNumber: string | undefined;
  reason: FailureReason | undefined;
}

/** The result of a request: its value, or why there is none. `aborted`: the page itself aborted it. */
export type Asked<Value> =
  | { kind: "value"; value: Value }
  | Exclude<Reply, { kind: "ok" }>
  | { kind: "aborted" };

/** What the page was opened for, and the browser's `fetch`. */
export interface ScanApiOptions {
  app: string;
  redirect: string;
  fetch: typeof fetch;
}

/** When a call is aborted. */
export interface AskOptions {
  signal: AbortSignal;
  timeoutMs: number;
}

/** Creates the calls of docs/scan-login.md that the page makes. They never throw. */
export function createScanApi({ app, redirect, fetch }: ScanApiOptions) {
  const base = "/api/auth/wecom";
  const ask = async (path: string, init: RequestInit, options: AskOptions) => {
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, options.timeoutMs);
    options.signal.addEventListener("abort", stop);
    try {
      if (options.signal.aborted) return { kind: "aborted" } as const;
      return await readReply(
        await fetch(path, { ...init, cache: "no-store", signal: abort.signal }),
      );
    } catch {
      return { kind: options.signal.aborted ? "aborted" : "lost" } as const;
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", stop);
    }
  };
  const read = (verb: string, attempt: CreatedAttempt, more: Record<string, string>) =>
    `${base}/${verb}?` +
    new URLSearchParams({ state: attempt.state, sessionId: attempt.sessionId, ...more });
  return {
    /** The page to go to after sign-in: it redirects to where this page was opened for. */
    completionUrl: ({ sessionId }: CreatedAttempt): string =>
      `/login/complete?${new URLSearchParams({ attempt: sessionId, redirect })}`,
    /** @param replaced the attempt whose QR code the page no longer shows: it ends */
    async create(
      options: AskOptions,
      replaced?: CreatedAttempt,
    ): Promise<Asked<CreatedAttempt>> {
      const query = new URLSearchParams({ flow: "own", app, redirect });
      if (replaced !== undefined) query.set("replaces", replaced.sessionId);
      return parsed(await ask(`${base}/qrcode?${query}`, {}, options), parseCreated);
    },
    async poll(attempt: CreatedAttempt, after: number, options: AskOptions) {
      const path = read("poll", attempt, { after: String(after), wait: "25" });
      return parsed(await ask(path, {}, options), parseStatus);
    },
    async status(attempt: CreatedAttempt, options: AskOptions) {
      return parsed(await ask(read("status", attempt, {}), {}, options), parseStatus);
    },
    /** Redeems a confirmed attempt; the response's cookies sign this browser in. */
    async redeem(attempt: CreatedAttempt, options: AskOptions): Promise<Asked<true>> {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ sessionId: attempt.sessionId }),
      };
      return parsed(await ask("/api/auth/token", init, options), () => true as const);
    },
  };
}

/** The calls that {@link createScanApi} creates. */
export type ScanApi = ReturnType<typeof createScanApi>;

function parsed<Value>(
  reply: Reply | { kind: "aborted" },
  parse: (body: Record<string, unknown>, serverNowMs: number | undefined) => Value | undefined,
): Asked<Value> {
  if (reply.kind !== "ok") return reply;
  const { body, serverNowMs } = reply;
  const value = typeof body === "object" && body !== null
    ? parse({ ...body }, serverNowMs)
    : undefined;
  return value === undefined ? { kind: "lost" } : { kind: "value", value };
}

/**
 * Reads an attempt that the server has created; undefined when it is none.
 * @param serverNowMs the time of the server when it wrote `body`, in milliseconds since the epoch
 */
export function parseCreated(
  body: Record<string, unknown>,
  serverNowMs: number | undefined,
): CreatedAttempt | undefined {
  const { state, sessionId, loginUrl, qr, pollAfterMs } = body;
  if (typeof state !== "string" || typeof sessionId !== "string" || typeof qr !== "string") return;
  const status = parseStatus(body, serverNowMs);
  if (typeof loginUrl !== "string" || status === undefined) return;
  const pause = typeof pollAfterMs === "number" ? pollAfterMs : 0;
  return { ...status, state, sessionId, loginUrl, qr, pollAfterMs: pause };
}

function parseStatus(
  body: Record<string, unknown>,
  serverNowMs: number | undefined,
): StatusAnswer | undefined {
  const { status, version, matchNumber, reason } = body;
  if (typeof status !== "string" || typeof version !== "number") return;
  return {
    status: status as Status,
    version,
    leftMs: parseLeftMs(body["expiresAt"], serverNowMs),
    matchNumber: typeof matchNumber === "string" ? matchNumber : undefined,
    reason: typeof reason === "string" ? reason as FailureReason : undefined,
  };
}

// Relative to the response's own Date, so that sign-in works on a computer with a wrong clock.
function parseLeftMs(expiresAt: unknown, serverNowMs: number | undefined): number {
  const at = typeof expiresAt === "string" || typeof expiresAt === "number"
    ? new Date(expiresAt).getTime()
    : Number.NaN;
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at - (serverNowMs ?? Date.now());
}
