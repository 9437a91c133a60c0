import { readFileName } from "packages/wecom/client/content_disposition.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { type Exchange, readJson, transportError } from "packages/wecom/client/exchange.ts";
import { throwIfRefused } from "packages/wecom/client/refusal.ts";

/** WeCom's limit for one download; document path 90254, code 830002. */
export const MAX_FILE_BYTES = 20 * 1_048_576;

/** A file is larger than the limit. A retry does not help. */
export class FileTooLargeError extends WecomUnreachableError {
  constructor(call: string, maxBytes: number) {
    super(call, "malformed_body", `larger than ${Math.floor(maxBytes / 1_048_576)} MB`);
  }
}

/** A file from WeCom. Type, name and length come from the sender: do not trust them. */
export interface WecomFile {
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly fileName?: string;
  /** In bytes, when known. */
  readonly contentLength?: number;
  /** Fails with `WecomUnreachableError`. */
  readonly body: ReadableStream<Uint8Array>;
}

/** One request for a file. `timeoutMs` limits the time until the file begins, `bodyTimeoutMs` until it ends. */
export type Download = Omit<Exchange, "body"> & {
  readonly bodyTimeoutMs: number;
  readonly maxBytes?: number;
  /** Whether the response is a file. Default: the rule for `media/get`. */
  readonly isFile?: (response: Response) => boolean;
};

/**
 * Requests a file.
 * @throws WecomError when WeCom answers with a refusal in JSON instead of a file, with any HTTP status
 * @throws WecomUnreachableError when the answer is neither a file nor a refusal
 */
export async function download(
  fetch: typeof globalThis.fetch,
  sent: Download,
): Promise<WecomFile> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), sent.timeoutMs);
  const end = AbortSignal.timeout(sent.bodyTimeoutMs);
  const signals = [late.signal, end, ...sent.signal === undefined ? [] : [sent.signal]];
  const failure = (error: unknown) =>
    transportError(sent, error, late.signal.aborted || end.aborted);
  try {
    const response = await fetch(sent.url, {
      // Otherwise content-length could be the length of compressed data.
      headers: { "accept-encoding": "identity" },
      // Following a redirect would send the token to another server.
      redirect: "manual",
      signal: AbortSignal.any(signals),
    });
    const { call, maxBytes = MAX_FILE_BYTES, isFile = isMedia } = sent;
    if (!isFile(response)) await throwRefusal(call, response);
    return await describeFile({ call, maxBytes, failure }, response);
  } catch (error) {
    throw failure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Content-disposition separates a file that contains JSON or text from an answer in JSON. */
function isMedia(response: Response): boolean {
  return response.ok &&
    (response.headers.has("content-disposition") ||
      !/^(application\/json|text\/.*)?$/.test(typeOf(response)));
}

async function throwRefusal(call: string, response: Response): Promise<never> {
  const { ok, status } = response;
  if (/^(application\/json|text\/plain)$/.test(typeOf(response))) {
    throwIfRefused(call, await readJsonOrStatus(call, response));
  } else {
    await response.body?.cancel();
  }
  throw ok
    ? new WecomUnreachableError(call, "malformed_body", "no file")
    : new WecomUnreachableError(call, "http_status", `HTTP ${status}`);
}

/** The error page of a proxy may not be JSON; then only the status is reported. */
async function readJsonOrStatus(call: string, response: Response): Promise<unknown> {
  try {
    return await readJson(call, response);
  } catch (error) {
    if (response.ok || !(error instanceof WecomUnreachableError)) throw error;
    return {};
  }
}

/** How a body is read: the call, the size limit, and the error to throw when reading fails. */
interface Reading {
  readonly call: string;
  readonly maxBytes: number;
  readonly failure: (error: unknown) => Error;
}

async function describeFile(reading: Reading, response: Response): Promise<WecomFile> {
  const { call, maxBytes } = reading;
  const length = response.headers.get("content-length");
  const contentLength = length === null ? undefined : Number(length);
  const isTooLong = contentLength !== undefined && contentLength > maxBytes;
  if (response.body === null || isTooLong) {
    await response.body?.cancel();
    if (isTooLong) throw new FileTooLargeError(call, maxBytes);
    throw new WecomUnreachableError(call, "malformed_body", "no file");
  }
  const fileName = readFileName(response.headers.get("content-disposition"));
  return {
    contentType: typeOf(response) || "application/octet-stream",
    ...fileName === undefined ? {} : { fileName },
    ...contentLength === undefined ? {} : { contentLength },
    body: boundBody(reading, response.body),
  };
}

/** Passes the body on and stops at the size limit. */
function boundBody(
  { call, maxBytes, failure }: Reading,
  body: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes > maxBytes) {
          await reader.cancel();
          throw new FileTooLargeError(call, maxBytes);
        }
        controller.enqueue(value);
      } catch (error) {
        controller.error(failure(error));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

function typeOf(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}
