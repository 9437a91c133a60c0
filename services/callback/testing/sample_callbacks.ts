import {
  sealCallback,
  type SealedCallback,
  textMessageXml,
} from "packages/testkit/sealed_callback.ts";
import { createCallbackKey, decryptMessage } from "packages/wecom/callback/cipher.ts";
import { createCallbackApps } from "services/callback/receiving/callback_apps.ts";

/** The corp, app and keys of the default app. */
export const TEST_WECOM = {
  corpId: "ww0123456789abcdef",
  agentId: "1000002",
  token: "aTokenForTests",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

/** The key pair from before a key change. */
export const PREVIOUS_KEYS = {
  token: "theTokenBefore",
  encodingAesKey: "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
};

/** An AI bot with the keys of the default app, as an entry of `WECOM_APPS_FILE`. */
export const BOT_APP = {
  name: "bot",
  kind: "aibot" as const,
  corpId: TEST_WECOM.corpId,
  token: TEST_WECOM.token,
  encodingAesKey: TEST_WECOM.encodingAesKey,
};

/** A second app of the same corp with the same keys. */
export const SALES_APP = {
  name: "sales",
  kind: "agent" as const,
  corpId: TEST_WECOM.corpId,
  agentId: "1000003",
  secret: "the-secret-of-sales",
  token: TEST_WECOM.token,
  encodingAesKey: TEST_WECOM.encodingAesKey,
};

/** The apps `default` (with a previous key pair), `sales` and `bot`. */
export const SAMPLE_APPS = createCallbackApps({
  WECOM_CORP_ID: TEST_WECOM.corpId,
  WECOM_AGENT_ID: TEST_WECOM.agentId,
  WECOM_TOKEN: TEST_WECOM.token,
  WECOM_ENCODING_AES_KEY: TEST_WECOM.encodingAesKey,
  WECOM_TOKEN_PREVIOUS: PREVIOUS_KEYS.token,
  WECOM_ENCODING_AES_KEY_PREVIOUS: PREVIOUS_KEYS.encodingAesKey,
  WECOM_APPS_FILE: [SALES_APP, BOT_APP],
});

/** How a callback differs from a correct one of the default app. */
export interface Sealing {
  readonly token?: string;
  readonly encodingAesKey?: string;
  readonly receiveId?: string;
  /** Difference from the clock, in seconds. */
  readonly skewSeconds?: number;
}

/** Encrypts and signs a message at `nowMs` with the keys of the default app. */
export function sealMessage(
  message: string,
  nowMs: number,
  { skewSeconds = 0, ...sealing }: Sealing = {},
): SealedCallback {
  return sealCallback(message, {
    token: TEST_WECOM.token,
    encodingAesKey: TEST_WECOM.encodingAesKey,
    receiveId: TEST_WECOM.corpId,
    ...sealing,
    atSeconds: Math.floor(nowMs / 1000) + skewSeconds,
  });
}

/** The XML of a text message to the default app. `fields` replaces elements or adds some. */
export function appMessage(fields: Readonly<Record<string, string>> = {}): string {
  const { corpId, agentId } = TEST_WECOM;
  return textMessageXml({ ToUserName: corpId, AgentID: agentId, ...fields });
}

/** Decrypts the reply of an AI bot. */
// deno-lint-ignore no-explicit-any -- tests assert the fields
export function openReply(sealed: string): any {
  const { encrypt } = JSON.parse(sealed);
  const key = createCallbackKey(TEST_WECOM.encodingAesKey);
  return JSON.parse(decryptMessage({ key, encrypted: encrypt }).message);
}
