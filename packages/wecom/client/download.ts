import { readFileName } from "packages/wecom/client/content_disposition.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { type Exchange, readJson, transportError } from "packages/wecom/client/exchange.ts";
import { throwIfRefused } from "packages/wecom/client/refusal.ts";

/** WeCom hands out no more in one piece; document path 90254, code 830002. */
export const MAX_FILE_BYTES = 20 * 1_048_576;

/** A file is larger than is asked for: it will not be smaller the next time. */
export class FileTooLargeError extends WecomUnreachableError {
  constructor(call: string, maxBytes: number) {
    super(call, "malformed_body", `larger than ${Math.floor(maxBytes / 1_048_576)} MB`);
  }
}

/** A file from WeCom. What describes it comes from whoever sent it: nothing of it is to be trusted. */
export interface WecomFile {
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly fileName?: string;
  /** Bytes, when known. */
  readonly contentLength?: number;
  /** Errors with `WecomUnreachableError`. */
  readonly body: ReadableStream<Uint8Array>;
}

/** One request for a file. `timeoutMs` is until it begins, `bodyTimeoutMs` until it has ended. */
export type Download = Omit<Exchange, "body"> & {
  readonly bodyTimeoutMs: number;
  readonly maxBytes?: number;
  /** Default: what `media/get` says is a file. */
  readonly isFile?: (response: Response) => boolean;
};

/**
 * Asks for a file. Throws {@link WecomError} for a refusal, which is JSON in place of the file whatever the status,
 * and {@link WecomUnreachableError} for everything else that is no file.
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
      // The length of what is compressed on its way would not be the file's.
      headers: { "accept-encoding": "identity" },
      // Following a redirect would carry the token to wherever it points.
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

/** A file that is itself JSON or text is told from an answer by having a disposition. */
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

/** A proxy's error need not be JSON: then its status says all. */
async function readJsonOrStatus(call: string, response: Response): Promise<unknown> {
  try {
    return await readJson(call, response);
  } catch (error) {
    if (response.ok || !(error instanceof WecomUnreachableError)) throw error;
    return {};
  }
}

/** How a body is read: of which call, how much of it, and what is thrown when it breaks off. */
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

/** Passes on what is asked for, and stops at the limit. */
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
