import { readFileName } from "packages/wecom/client/content_disposition.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { type Exchange, readJson, transportError } from "packages/wecom/client/exchange.ts";
import { throwIfRefused } from "packages/wecom/client/refusal.ts";

/** WeCom hands out no more in one piece; document path 90254, code 830002. */
const MAX_FILE_BYTES = 20 * 1_048_576;
const TOO_LONG = "larger than 20 MB";

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
export type Download = Omit<Exchange, "body"> & { readonly bodyTimeoutMs: number };

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
    if (!isFile(response)) await throwRefusal(sent.call, response);
    return await describeFile(sent.call, response, failure);
  } catch (error) {
    throw failure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A file that is itself JSON or text is told from an answer by having a disposition. */
function isFile(response: Response): boolean {
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

async function describeFile(
  call: string,
  response: Response,
  failure: (error: unknown) => Error,
): Promise<WecomFile> {
  const length = response.headers.get("content-length");
  const contentLength = length === null ? undefined : Number(length);
  const isTooLong = contentLength !== undefined && contentLength > MAX_FILE_BYTES;
  if (response.body === null || isTooLong) {
    await response.body?.cancel();
    throw new WecomUnreachableError(call, "malformed_body", isTooLong ? TOO_LONG : "no file");
  }
  const fileName = readFileName(response.headers.get("content-disposition"));
  return {
    contentType: typeOf(response) || "application/octet-stream",
    ...fileName === undefined ? {} : { fileName },
    ...contentLength === undefined ? {} : { contentLength },
    body: boundBody(call, response.body, failure),
  };
}

/** Passes on what is asked for, and stops at the limit. */
function boundBody(
  call: string,
  body: ReadableStream<Uint8Array>,
  failure: (error: unknown) => Error,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes > MAX_FILE_BYTES) {
          await reader.cancel();
          throw new WecomUnreachableError(call, "malformed_body", TOO_LONG);
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
