import { parseLossless } from "packages/platform/lossless_json.ts";
import { cleanBody } from "packages/upstream_push/clean_body.ts";
import { CallError } from "services/upstream-bridge/upstream/call_error.ts";
import { isWireRecord, type WireRecord } from "services/upstream-bridge/domain/wire_fields.ts";

/** Above a page of 500 contacts and the picture of a QR code. */
const MAX_BODY_BYTES = 4_194_304;

/** One request to the upstream. */
export interface Exchange {
  readonly url: string;
  readonly body: unknown;
  /** For the whole exchange, until the last byte of the answer. */
  readonly timeoutMs: number;
}

/**
 * Sends one request and returns the JSON object of the answer, which may be stored: telephone numbers are masked, integers
 * beyond ±(2^53−1) are decimal strings.
 * @throws CallError `unavailable` or `timeout`, when there is no such answer
 */
export async function exchange(
  fetch: typeof globalThis.fetch,
  { url, body, timeoutMs }: Exchange,
): Promise<WireRecord> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      // The body has the uuid, which gives control over the instance: it goes to no other server.
      redirect: "manual",
      signal,
    });
    if (response.status >= 300) {
      await response.body?.cancel();
      throw statusError(response.status);
    }
    return parseAnswer(await readText(response));
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw signal.aborted ? timeoutError(timeoutMs) : networkError(error);
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw answerError("is larger than 4 MB");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseAnswer(text: string): WireRecord {
  if (text.trim() === "") throw answerError("is empty");
  let answer: unknown;
  try {
    answer = cleanBody(parseLossless(text));
  } catch {
    throw answerError("is not JSON");
  }
  if (!isWireRecord(answer)) throw answerError("is not a JSON object");
  return answer;
}

function answerError(problem: string): CallError {
  return new CallError({
    kind: "unavailable",
    message: `Cannot read the upstream's answer: it ${problem}`,
    mayHaveArrived: true,
  });
}

/** After a status 4xx the upstream did nothing; 408 also means that it did not wait for its own end. */
function statusError(httpStatus: number): CallError {
  return new CallError({
    kind: "unavailable",
    message: `Cannot use the upstream: it answered with HTTP ${httpStatus}`,
    httpStatus,
    mayHaveArrived: httpStatus < 400 || httpStatus >= 500 || httpStatus === 408,
  });
}

function timeoutError(timeoutMs: number): CallError {
  return new CallError({
    kind: "timeout",
    message: `Cannot use the upstream: it gave no complete answer within ${timeoutMs / 1_000} s`,
    mayHaveArrived: true,
  });
}

/** Deno's message contains the whole URL, so only words from this list are passed on. */
function networkError(error: unknown): CallError {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error && texts.length < 5; cause = cause.cause) {
    texts.push(cause.message);
  }
  const text = texts.join(" ");
  const detail = [
    { words: /dns error/i, detail: "its host name is unknown" },
    { words: /certificate|tls|handshake/i, detail: "TLS failed" },
    { words: /connection refused/i, detail: "it refused the connection" },
    { words: /closed|reset|broken pipe|reading a body|eof/i, detail: "it closed the connection" },
  ].find(({ words }) => words.test(text))?.detail ?? "the network failed";
  return new CallError({
    kind: "unavailable",
    message: `Cannot reach the upstream: ${detail}; check BASE_URL`,
    // Without a connection nothing was sent.
    mayHaveArrived: !/\(Connect\)/.test(text),
  });
}
