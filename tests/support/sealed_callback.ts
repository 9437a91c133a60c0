import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import type { Clock } from "packages/platform/clock.ts";
import { sealCallback as seal, textMessageXml } from "packages/testkit/sealed_callback.ts";
import type { Site } from "tests/support/browser.ts";

/** How a callback differs from a correct one of the app `default`. */
export interface Sealing {
  readonly token?: string;
  readonly encodingAesKey?: string;
  readonly receiveId?: string;
  /** Seconds to add to the stack's time. */
  readonly skewSeconds?: number;
}

/** A text message from zhangsan to the app. `fields` replaces elements or adds some. */
export function textMessage(fields: Readonly<Record<string, string>> = {}): string {
  return textMessageXml({
    ToUserName: SIMULATED_WECOM.WECOM_CORP_ID,
    AgentID: SIMULATED_WECOM.WECOM_AGENT_ID,
    ...fields,
  });
}

/** Encrypts and signs a message at the stack's time, with the keys of the app `default`. */
export function sealCallback(
  stack: { readonly clock: Clock },
  message: string,
  options: Sealing = {},
): { encrypted: string; body: string; query: Record<string, string> } {
  const { encrypted, body, query } = seal(message, {
    token: options.token ?? SIMULATED_WECOM.WECOM_TOKEN,
    encodingAesKey: options.encodingAesKey ?? SIMULATED_WECOM.WECOM_ENCODING_AES_KEY,
    receiveId: options.receiveId ?? SIMULATED_WECOM.WECOM_CORP_ID,
    atSeconds: Math.floor(stack.clock.now() / 1000) + (options.skewSeconds ?? 0),
  });
  return { encrypted, body, query: { ...query } };
}

/** Sends a sealed message as WeCom does: XML, or JSON for a bot (with an empty receive id). */
export async function postCallback(
  stack: Site & { readonly clock: Clock },
  message: string,
  { path = "/api/v1/wecom/callback", ...options }: Sealing & { readonly path?: string } = {},
): Promise<Response> {
  const { body, query } = sealCallback(stack, message, options);
  const url = `${stack.publicUrl}${path}?${new URLSearchParams(query)}`;
  return await stack.fetch(url, { method: "POST", body });
}
