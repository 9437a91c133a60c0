import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { abortedError, exchange } from "packages/wecom/client/exchange.ts";
import { joinUrl } from "packages/wecom/join_url.ts";

/** WeCom asks for at most this many tries (document path 90313, code -1). */
const MAX_TRIES = 3;
const FIRST_BACKOFF_MS = 200;
const DEFAULT_TIMEOUT_MS = 5_000;

/** A wrapper around each request to WeCom, so that the caller can put a span around it. */
export type Observe = <T>(call: string, run: () => Promise<T>) => Promise<T>;

/** Where access tokens come from. */
export interface TokenSource {
  /** The token to use now. `signal` ends the waiting, not the work others wait for. */
  token(signal?: AbortSignal): Promise<string>;
  /** Says that WeCom refused this token. */
  invalidate(usedToken: string): void;
}

/** What every call to WeCom needs. */
export interface WecomCallOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: { now(): number };
  /** A number in [0, 1) each time, for the jitter. */
  readonly random: () => number;
  /** Where WeCom's API is; may carry a path. */
  readonly baseUrl: string;
  readonly observe?: Observe | undefined;
  /** For one try; all tries with one token end within twice this. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** One call: the path under `/cgi-bin/`, its parameters, and what its answer looks like. */
export interface WecomRequest<T> {
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
  /** Whether WeCom may see the request twice: false for what it consumes, such as a login code. */
  readonly repeatable: boolean;
  /** Absent only for the call that fetches the token. */
  readonly tokens?: TokenSource;
  /** The caller's total deadline. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request and returns its parsed answer. Throws {@link WecomError} or {@link WecomUnreachableError}. */
export type WecomCall = <T>(request: WecomRequest<T>) => Promise<T>;

/**
 * Makes the one function through which everything is asked of WeCom: it adds the token, reads
 * `errcode` (missing or 0 is success), and repeats where repeating helps. A refused token is
 * replaced and the call repeated once; a busy or unreachable WeCom gets three tries with
 * back-off. Source: document paths 90664 and 90313.
 */
export function createWecomCall(options: WecomCallOptions): WecomCall {
  const { clock, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const observe: Observe = options.observe ?? ((_call, run) => run());

  async function callOnce<T>(request: WecomRequest<T>, token: string | undefined, limitMs: number) {
    const { call, body, signal } = request;
    const query = new URLSearchParams(request.query);
    if (token !== undefined) query.set("access_token", token);
    const url = joinUrl(options.baseUrl, `/cgi-bin/${call}?${query}`);
    return await observe(call, async () => {
      const json = await exchange(options.fetch, { call, url, body, signal, timeoutMs: limitMs });
      throwIfRefused(call, json);
      return parseAnswer(request, json);
    });
  }

  async function callWithBackoff<T>(request: WecomRequest<T>, token?: string): Promise<T> {
    const deadlineAt = clock.now() + 2 * timeoutMs;
    for (let tried = 1;; tried++) {
      const limitMs = Math.max(1, Math.min(timeoutMs, deadlineAt - clock.now()));
      try {
        return await callOnce(request, token, limitMs);
      } catch (error) {
        const backoffMs = FIRST_BACKOFF_MS * 2 ** (tried - 1) * (0.5 + options.random());
        const inTime = clock.now() + backoffMs < deadlineAt;
        if (tried === MAX_TRIES || !inTime || !isWorthRepeating(request, error)) throw error;
        await pause(request, backoffMs);
      }
    }
  }

  return async function callWecom<T>(request: WecomRequest<T>): Promise<T> {
    const { tokens, signal } = request;
    if (tokens === undefined) return await callWithBackoff(request);
    const token = await tokens.token(signal);
    try {
      return await callWithBackoff(request, token);
    } catch (error) {
      if (!(error instanceof WecomError && error.class === "refresh")) throw error;
      tokens.invalidate(token);
      return await callWithBackoff(request, await tokens.token(signal));
    }
  };
}

const refusalSchema = z.looseObject({
  errcode: z.coerce.number().int().optional(),
  errmsg: z.string().optional(),
});

function throwIfRefused(call: string, json: unknown): void {
  const parsed = refusalSchema.safeParse(json);
  if (!parsed.success) throw new WecomUnreachableError(call, "malformed_body", "no errcode");
  const { errcode = 0, errmsg = "" } = parsed.data;
  if (errcode === 0) return;
  throw new WecomError(call, {
    errcode,
    callerIp: /from ip: ([0-9A-Fa-f.:]{2,45})/.exec(errmsg)?.[1],
    hint: /hint: \[(\d{20,30}|\d+_\d+_[0-9a-f]{32})\]/.exec(errmsg)?.[1],
    wrongJson: errmsg.includes("Warning: wrong json format"),
  });
}

function parseAnswer<T>(request: WecomRequest<T>, json: unknown): T {
  const parsed = request.answer.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "answer";
  throw new WecomUnreachableError(request.call, "malformed_body", `at ${where}`);
}

/** Of the class `retry` only -1: after 45009 or 45033 another try makes things worse. */
function isWorthRepeating(request: WecomRequest<unknown>, error: unknown): boolean {
  if (request.signal?.aborted) return false;
  if (error instanceof WecomError) return error.errcode === -1;
  if (!(error instanceof WecomUnreachableError) || !request.repeatable) return false;
  const { reason, detail } = error;
  return reason === "timeout" || reason === "network" ||
    (reason === "http_status" && /^HTTP 5/.test(detail ?? ""));
}

async function pause({ call, signal }: WecomRequest<unknown>, durationMs: number): Promise<void> {
  try {
    await wait(durationMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted) throw abortedError(call, signal);
    throw error;
  }
}
