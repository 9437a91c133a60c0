import { createHmac } from "node:crypto";

/** What is signed. */
export interface SignedContent {
  /** The event's id, the same in every attempt. */
  readonly id: string;
  /** The time of the attempt, in seconds since the epoch. */
  readonly timestamp: number;
  /** The body as it is sent. */
  readonly body: string;
}

/**
 * Makes the headers of a webhook: one signature for each key, HMAC-SHA256 over `<id>.<timestamp>.<body>`.
 * Source: https://www.standardwebhooks.com, specification, "Signature scheme".
 */
export function signWebhook(
  { id, timestamp, body }: SignedContent,
  keys: readonly Uint8Array[],
): Readonly<Record<string, string>> {
  const signatures = keys.map((key) =>
    `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
