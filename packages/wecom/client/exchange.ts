import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";

/** Far above every documented answer; the page of a broken proxy may be longer. */
const MAX_BODY_BYTES = 1_048_576;

/** One HTTP request to WeCom. */
export interface Exchange {
  /** The API path, for errors. */
  readonly call: string;
  readonly url: string;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  /** The caller's deadline or cancellation. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request and returns the JSON of the answer. Integers that do not fit into a JavaScript
 * number become decimal strings.
 * @throws WecomUnreachableError when there is no JSON answer with status 2xx within `timeoutMs`
 */
export async function exchange(fetch: typeof globalThis.fetch, sent: Exchange): Promise<unknown> {
  const timeout = AbortSignal.timeout(sent.timeoutMs);
  const signal = sent.signal === undefined ? timeout : AbortSignal.any([sent.signal, timeout]);
  try {
    const response = await fetch(sent.url, {
      ...(sent.body === undefined ? {} : {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(sent.body),
      }),
      // Following a redirect would send the token to another server.
      redirect: "manual",
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new WecomUnreachableError(sent.call, "http_status", `HTTP ${response.status}`);
    }
    return await readJson(sent.call, response);
  } catch (error) {
    throw transportError(sent, error, timeout.aborted);
  }
}

/** The error to throw for a request that failed. */
export function transportError(
  { call, signal }: Pick<Exchange, "call" | "signal">,
  error: unknown,
  isTimedOut: boolean,
): Error {
  if (error instanceof WecomUnreachableError || error instanceof WecomError) return error;
  if (signal?.aborted) return abortedError(call, signal);
  if (isTimedOut) return new WecomUnreachableError(call, "timeout");
  return new WecomUnreachableError(call, "network", networkDetail(error));
}

/** The error for a call whose `signal` was aborted: by its deadline, or by the caller. */
export function abortedError(call: string, signal: AbortSignal): WecomUnreachableError {
  const { reason } = signal;
  const isDeadline = reason instanceof DOMException && reason.name === "TimeoutError";
  return new WecomUnreachableError(call, isDeadline ? "timeout" : "cancelled");
}

/**
 * The JSON of an answer, at most 1 MB.
 * @throws WecomUnreachableError when the body is longer or not JSON
 */
export async function readJson(call: string, response: Response): Promise<unknown> {
  return parseJson(call, await readText(call, response));
}

async function readText(call: string, response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      throw new WecomUnreachableError(call, "malformed_body", "larger than 1 MB");
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(call: string, text: string): unknown {
  try {
    return JSON.parse(text, keepBigIntegers);
  } catch {
    throw new WecomUnreachableError(call, "malformed_body", "not JSON");
  }
}

function keepBigIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isTooBig = typeof value === "number" && Number.isInteger(value) &&
    !Number.isSafeInteger(value);
  return isTooBig ? context?.source ?? String(value) : value;
}

/** Deno's message contains the whole URL, so only words from this list are passed on. */
function networkDetail(error: unknown): string | undefined {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error && texts.length < 5; cause = cause.cause) {
    texts.push(cause.message);
  }
  const text = texts.join(" ");
  if (/dns error/i.test(text)) return "dns";
  if (/certificate|tls|handshake/i.test(text)) return "tls";
  if (/connection refused/i.test(text)) return "connection refused";
  if (/closed|reset|broken pipe|unexpected eof/i.test(text)) return "connection closed";
  return undefined;
}
