import type { ConfigOf } from "packages/platform/config/config.ts";
import type { webhookConfig, webhookSecretConfig } from "packages/webhooks/config.ts";
import { webhookKey } from "packages/webhooks/webhook_key.ts";

/** Where webhooks are sent to, and how they are signed. */
export interface Receiver {
  readonly url: string;
  /** The key, and while keys are changed the previous one. */
  readonly keys: readonly Uint8Array[];
}

/** The configured receiver; undefined: nothing is sent. */
export function createReceiver(
  { WEBHOOK_URL: url, WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS }: ConfigOf<
    [typeof webhookConfig, typeof webhookSecretConfig]
  >,
): Receiver | undefined {
  if (url === undefined) return undefined;
  const secrets = [WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS].filter((secret) =>
    secret !== undefined
  );
  return { url, keys: secrets.map((secret) => webhookKey(secret)!) };
}

/** The address as operators see it: a query may have a key. */
export function addressOf({ url }: Receiver): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
