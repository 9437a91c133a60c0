import type { WecomAppEntry } from "packages/wecom_apps/wecom_apps_file.ts";
import { createCallbackKey } from "packages/wecom/callback/cipher.ts";
import type { CallbackKeyPair } from "packages/wecom/callback/receive.ts";

/** An app or AI bot that WeCom sends callbacks for. */
export interface Receiver {
  /** As in the callback's URL. */
  readonly name: string;
  readonly kind: "agent" | "aibot";
  readonly corpId: string;
  readonly agentId: string | undefined;
  /** The present pair first. */
  readonly keys: readonly CallbackKeyPair[];
  /** Whom its callbacks are encrypted for: the corp, or nobody in particular for an AI bot. */
  readonly receiveIds: readonly string[];
}

/** What of the configuration receivers are made of. */
export interface ReceiverConfig {
  readonly WECOM_CORP_ID: string | undefined;
  readonly WECOM_AGENT_ID: string | undefined;
  readonly WECOM_TOKEN: string | undefined;
  readonly WECOM_ENCODING_AES_KEY: string | undefined;
  readonly WECOM_TOKEN_PREVIOUS: string | undefined;
  readonly WECOM_ENCODING_AES_KEY_PREVIOUS: string | undefined;
  readonly WECOM_APPS_FILE: readonly WecomAppEntry[] | undefined;
}

/** All that receive callbacks, by name; those without token and key do not. */
export function createReceivers(config: ReceiverConfig): ReadonlyMap<string, Receiver> {
  return new Map(callbackEntries(config).map((entry) => [entry.name, receiverOf(entry)]));
}

/** Who is meant when the URL names nobody: `default`, else the first app of the file. */
export function defaultReceiver(receivers: ReadonlyMap<string, Receiver>): Receiver | undefined {
  return receivers.get("default") ?? [...receivers.values()].find(({ kind }) => kind === "agent");
}

/** Those whose token or key is not what the console would make: it works as long as WeCom sends with the same. */
export function findUnusualKeys(config: ReceiverConfig): string[] {
  return callbackEntries(config).filter(({ token, encodingAesKey }) =>
    !/^[A-Za-z0-9]{1,32}$/.test(token ?? "") || !/^[A-Za-z0-9]{43}$/.test(encodingAesKey ?? "")
  ).map(({ name }) => name);
}

/** What is configured to receive. Without a present pair nothing is accepted, whatever was valid before. */
export function callbackEntries(config: ReceiverConfig): WecomAppEntry[] {
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

function receiverOf(entry: WecomAppEntry): Receiver {
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
