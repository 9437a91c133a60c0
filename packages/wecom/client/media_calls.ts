import type { TokenSource, WecomSend } from "packages/wecom/client/call.ts";
import { download, type WecomFile } from "packages/wecom/client/download.ts";

/** A file arrives as a stream: it may take so many times as long as any other answer. */
const BODY_TIMES = 12;
const DEFAULT_TIMEOUT_MS = 5_000;

/** Files in messages. All calls throw `WecomError` or `WecomUnreachableError`. */
export interface MediaCalls {
  /**
   * What somebody sent, by the media id of the message; 40007 when WeCom does not know the id, or not any more after
   * three days. Any app of the corp may ask. The stream ends with an error when it is longer than 20 MB or takes more
   * than a minute; whoever does not read it to its end cancels it. Document path 90254.
   */
  get(mediaId: string, signal?: AbortSignal): Promise<WecomFile>;
}

/** Makes the calls of one app. `timeoutMs` is for one try until the file begins; default 5,000. */
export function createMediaCalls(parts: {
  readonly fetch: typeof globalThis.fetch;
  readonly send: WecomSend;
  readonly tokens: TokenSource;
  readonly timeoutMs?: number | undefined;
}): MediaCalls {
  const { fetch, send, tokens } = parts;
  const bodyTimeoutMs = BODY_TIMES * (parts.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return {
    async get(mediaId, signal) {
      const call = "media/get";
      const ask = { call, query: { media_id: mediaId }, repeatable: true, tokens, signal };
      return await send(
        ask,
        (url, timeoutMs) => download(fetch, { call, url, signal, timeoutMs, bodyTimeoutMs }),
      );
    },
  };
}
