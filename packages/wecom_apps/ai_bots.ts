import type { WecomAppEntry } from "packages/wecom_apps/wecom_apps_file.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { createCallObserver } from "packages/platform/telemetry.ts";
import { createCallbackKey } from "packages/wecom/callback/cipher.ts";
import { type BotFile, fetchBotFile } from "packages/wecom/client/bot_files.ts";

/** An AI bot that can fetch the files that people send to it. */
export interface AiBot {
  readonly corpId: string;
  /** Its name in WeCom, if the configuration gives it. */
  readonly botName: string | undefined;
  /** `fetchBotFile` with the bot's keys. */
  fetchFile(url: string, limits: { maxBytes: number; signal?: AbortSignal }): Promise<BotFile>;
}

/** Makes the configured AI bots, by name. No I/O. */
export function createAiBots({ config, fetch }: {
  readonly config: {
    readonly WECOM_APPS_FILE: readonly WecomAppEntry[] | undefined;
    readonly WECOM_API_URL: string;
  };
  readonly fetch: typeof globalThis.fetch;
}): ReadonlyMap<string, AiBot> {
  const observe = createCallObserver("wecom");
  // WeCom on this machine is always a simulator.
  const allowsLoopback = isLoopbackHost(new URL(config.WECOM_API_URL).hostname);
  const bots = (config.WECOM_APPS_FILE ?? []).flatMap((entry): [string, AiBot][] => {
    if (entry.kind !== "aibot") return [];
    const keys = [entry.encodingAesKey, entry.previousEncodingAesKey]
      .flatMap((key) => key === undefined ? [] : [createCallbackKey(key)]);
    const fetchFile: AiBot["fetchFile"] = (url, limits) =>
      observe("aibot file", () => fetchBotFile(url, { fetch, keys, allowsLoopback, ...limits }));
    return [[entry.name, { corpId: entry.corpId, botName: entry.botName, fetchFile }]];
  });
  return new Map(bots);
}
