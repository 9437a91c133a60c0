import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { abortedError, exchange } from "packages/wecom/client/exchange.ts";
import { throwIfRefused } from "packages/wecom/client/refusal.ts";
import { joinUrl } from "packages/wecom/join_url.ts";

/** The number of tries that WeCom allows (document path 90313, code -1). */
const MAX_TRIES = 3;
const FIRST_BACKOFF_MS = 200;
const DEFAULT_TIMEOUT_MS = 5_000;

/** Wraps each request to WeCom, so that the caller can add a span. */
export type Observe = <T>(call: string, run: () => Promise<T>) => Promise<T>;

/** The source of access tokens. */
export interface TokenSource {
  /** The token to use now. `signal` ends only the waiting of this caller. */
  token(signal?: AbortSignal): Promise<string>;
  /** Reports that WeCom refused this token. */
  invalidate(usedToken: string): void;
}

/** What all calls to WeCom need. */
export interface WecomCallOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: { now(): number };
  /** Returns a number in [0, 1), for the jitter. */
  readonly random: () => number;
  /** The base URL of WeCom's API; may have a path. */
  readonly baseUrl: string;
  readonly observe?: Observe | undefined;
  /** For one try; all tries with one token end within twice this time. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** One request: the path under `/cgi-bin/` and its parameters. */
export interface WecomAsk {
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  /** Whether the request may be sent twice: false when WeCom consumes something, such as a login code. */
  readonly repeatable: boolean;
  /** Absent only in the call that fetches the token. */
  readonly tokens?: TokenSource;
  /** The caller's deadline for all tries. */
  readonly signal?: AbortSignal | undefined;
}

/** One request, with the schema of its answer. */
export interface WecomRequest<T> extends WecomAsk {
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
}

/** One try: sends to `url`, which contains the token, and reads the answer within `timeoutMs`. */
export type WecomTry<T> = (url: string, timeoutMs: number) => Promise<T>;

/** Tries until there is an answer, or until another try cannot help. */
export type WecomSend = <T>(ask: WecomAsk, tryOnce: WecomTry<T>) => Promise<T>;

/**
 * Sends a request and returns its parsed answer.
 * @throws WecomError when WeCom refuses the call
 * @throws WecomUnreachableError when there is no usable answer
 */
export type WecomCall = <T>(request: WecomRequest<T>) => Promise<T>;

/** Makes the function for all calls that answer with JSON, on top of {@link createWecomSend}. */
export function createWecomCall(options: WecomCallOptions): WecomCall {
  const send = createWecomSend(options);
  return async function callWecom<T>(request: WecomRequest<T>): Promise<T> {
    const { call, body, signal } = request;
    return await send(request, async (url, timeoutMs) => {
      const json = await exchange(options.fetch, { call, url, body, signal, timeoutMs });
      throwIfRefused(call, json);
      return parseAnswer(request, json);
    });
  };
}

/**
 * Makes the function that all requests to WeCom pass: it adds the token and repeats the request where
 * that can help. After a refused token the request is repeated once with a new token. When WeCom is busy
 * or unreachable there are three tries with back-off. Source: document paths 90664 and 90313.
 */
export function createWecomSend(options: WecomCallOptions): WecomSend {
  const { clock, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const observe: Observe = options.observe ?? ((_call, run) => run());

  function urlOf({ call, query }: WecomAsk, token: string | undefined): string {
    const search = new URLSearchParams(query);
    if (token !== undefined) search.set("access_token", token);
    return joinUrl(options.baseUrl, `/cgi-bin/${call}?${search}`);
  }

  async function sendWithBackoff<T>(
    ask: WecomAsk,
    tryOnce: WecomTry<T>,
    token?: string,
  ): Promise<T> {
    const url = urlOf(ask, token);
    const deadlineAt = clock.now() + 2 * timeoutMs;
    for (let tried = 1;; tried++) {
      const limitMs = Math.max(1, Math.min(timeoutMs, deadlineAt - clock.now()));
      try {
        return await observe(ask.call, () => tryOnce(url, limitMs));
      } catch (error) {
        const backoffMs = FIRST_BACKOFF_MS * 2 ** (tried - 1) * (0.5 + options.random());
        const inTime = clock.now() + backoffMs < deadlineAt;
        if (tried === MAX_TRIES || !inTime || !isWorthRepeating(ask, error)) throw error;
        await pause(ask, backoffMs);
      }
    }
  }

  return async function sendToWecom<T>(ask: WecomAsk, tryOnce: WecomTry<T>): Promise<T> {
    const { tokens, signal } = ask;
    if (tokens === undefined) return await sendWithBackoff(ask, tryOnce);
    const token = await tokens.token(signal);
    try {
      return await sendWithBackoff(ask, tryOnce, token);
    } catch (error) {
      if (!(error instanceof WecomError && error.class === "refresh")) throw error;
      tokens.invalidate(token);
      return await sendWithBackoff(ask, tryOnce, await tokens.token(signal));
    }
  };
}

function parseAnswer<T>(request: WecomRequest<T>, json: unknown): T {
  const parsed = request.answer.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "answer";
  throw new WecomUnreachableError(request.call, "malformed_body", `at ${where}`);
}

/** Of the class `retry` only -1 is repeated: after 45009 or 45033 another call makes it worse. */
function isWorthRepeating(request: WecomAsk, error: unknown): boolean {
  if (request.signal?.aborted) return false;
  if (error instanceof WecomError) return error.errcode === -1;
  if (!(error instanceof WecomUnreachableError) || !request.repeatable) return false;
  const { reason, detail } = error;
  return reason === "timeout" || reason === "network" ||
    (reason === "http_status" && /^HTTP 5/.test(detail ?? ""));
}

async function pause({ call, signal }: WecomAsk, durationMs: number): Promise<void> {
  try {
    await wait(durationMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted) throw abortedError(call, signal);
    throw error;
  }
}
