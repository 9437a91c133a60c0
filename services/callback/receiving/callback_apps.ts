import type { WecomAppEntry } from "packages/wecom_apps/wecom_apps_file.ts";
import { createCallbackKey } from "packages/wecom/callback/cipher.ts";
import type { CallbackKeyPair } from "packages/wecom/callback/receive.ts";

/** An app or AI bot that WeCom sends callbacks for. */
export interface CallbackApp {
  /** The name in the callback's URL. */
  readonly name: string;
  readonly kind: "agent" | "aibot";
  readonly corpId: string;
  readonly agentId: string | undefined;
  /** The current pair first, then the previous one. */
  readonly keys: readonly CallbackKeyPair[];
  /** The receive ids that its callbacks may contain: the corp id for an app, an empty string for an AI bot. */
  readonly receiveIds: readonly string[];
}

/** The part of the configuration that defines the callback apps. */
export interface CallbackAppsConfig {
  readonly WECOM_CORP_ID: string | undefined;
  readonly WECOM_AGENT_ID: string | undefined;
  readonly WECOM_TOKEN: string | undefined;
  readonly WECOM_ENCODING_AES_KEY: string | undefined;
  readonly WECOM_TOKEN_PREVIOUS: string | undefined;
  readonly WECOM_ENCODING_AES_KEY_PREVIOUS: string | undefined;
  readonly WECOM_APPS_FILE: readonly WecomAppEntry[] | undefined;
}

/** All apps and AI bots with token and key, by name. */
export function createCallbackApps(config: CallbackAppsConfig): ReadonlyMap<string, CallbackApp> {
  return new Map(callbackEntries(config).map((entry) => [entry.name, toCallbackApp(entry)]));
}

/** The app for a URL without an app name: `default`, else the first app of the file. */
export function defaultCallbackApp(
  callbackApps: ReadonlyMap<string, CallbackApp>,
): CallbackApp | undefined {
  return callbackApps.get("default") ??
    [...callbackApps.values()].find(({ kind }) => kind === "agent");
}

/** Names of apps whose token or key WeCom's console does not generate. They work if WeCom uses the same values. */
export function findUnusualKeys(config: CallbackAppsConfig): string[] {
  return callbackEntries(config).filter(({ token, encodingAesKey }) =>
    !/^[A-Za-z0-9]{1,32}$/.test(token ?? "") || !/^[A-Za-z0-9]{43}$/.test(encodingAesKey ?? "")
  ).map(({ name }) => name);
}

/** The configuration entries that have a current key pair. A previous pair alone accepts no callback. */
export function callbackEntries(config: CallbackAppsConfig): WecomAppEntry[] {
  const entries = [...config.WECOM_APPS_FILE ?? []];
  if (config.WECOM_CORP_ID !== undefined) {
    entries.unshift({
      name: "default",
      kind: "agent",
      corpId: config.WECOM_CORP_ID,
      agentId: config.WECOM_AGENT_ID,
      token: config.WECOM_TOKEN,
      encodingAesKey: config.WECOM_ENCODING_AES_KEY,
      previousToken: config.WECOM_TOKEN_PREVIOUS,
      previousEncodingAesKey: config.WECOM_ENCODING_AES_KEY_PREVIOUS,
    });
  }
  return entries.filter(({ token, encodingAesKey }) =>
    token !== undefined && encodingAesKey !== undefined
  );
}

function toCallbackApp(entry: WecomAppEntry): CallbackApp {
  const { name, kind, corpId } = entry;
  const keys = [
    ...pairOf(entry.token, entry.encodingAesKey),
    ...pairOf(entry.previousToken, entry.previousEncodingAesKey),
  ];
  return kind === "aibot"
    ? { name, kind, corpId, agentId: undefined, keys, receiveIds: [""] }
    : { name, kind, corpId, agentId: entry.agentId, keys, receiveIds: [corpId] };
}

function pairOf(token: string | undefined, encodingAesKey: string | undefined): CallbackKeyPair[] {
  if (token === undefined || encodingAesKey === undefined) return [];
  return [{ token, key: createCallbackKey(encodingAesKey) }];
}
