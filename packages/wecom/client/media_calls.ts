import type { TokenSource, WecomSend } from "packages/wecom/client/call.ts";
import { download, type WecomFile } from "packages/wecom/client/download.ts";

/** A file may take this many times as long as another answer. */
const BODY_TIMES = 12;
const DEFAULT_TIMEOUT_MS = 5_000;

/** Calls for files in messages. All throw `WecomError` or `WecomUnreachableError`. */
export interface MediaCalls {
  /**
   * The file with the media id of a message. Error 40007 when the id is unknown or older than three days.
   * Any app of the corp may call this. The stream fails when it is longer than 20 MB or takes more than a
   * minute. A caller that does not read it to the end must cancel it. Document path 90254.
   */
  get(mediaId: string, signal?: AbortSignal): Promise<WecomFile>;
}

/** Makes the calls of one app. `timeoutMs` limits one try until the file begins; default 5,000. */
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
