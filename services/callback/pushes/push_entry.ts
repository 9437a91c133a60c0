import type { PushTokenSubject } from "packages/upstream_push/push_token.ts";
import { pushDigest } from "services/callback/pushes/push_digest.ts";
import { hideSecrets } from "packages/upstream_push/hide_secrets.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import type { PushEnvelope } from "packages/upstream_push/read_envelope.ts";

/** Two equal callbacks within this time are one; two equal QR code scans an hour apart are two. */
export const REPEATED_WITHIN_MS = 600_000;

const DAY_MS = 86_400_000;
/** The inbox names the upstream itself where the address has no account. */
const NO_ACCOUNT = "upstream";

/**
 * Makes the inbox entry of a callback, and its job.
 * @param subject from the token; undefined at the address without a token
 * @param now milliseconds since the epoch
 */
export function pushEntry(
  content: PushEnvelope,
  subject: PushTokenSubject | undefined,
  now: number,
): InboxEntry {
  const window = Math.floor(now / REPEATED_WITHIN_MS);
  // The token is part of it, so that a sender with another token cannot replace a callback of this account.
  const origin = subject === undefined ? "" : `${subject.accountId}.${subject.generation}`;
  const key = (of: number) => `upstream/${origin}/${pushDigest(content)}/${of}`;
  const receivedAt = new Date(now);
  return {
    dedupeKey: key(window),
    earlier: { dedupeKey: key(window - 1), since: new Date(now - REPEATED_WITHIN_MS) },
    app: subject?.accountId ?? NO_ACCOUNT,
    corpId: "",
    source: "upstream",
    kind: content.type === "" ? "unknown" : content.type,
    sender: idOf(content.body, "sender"),
    content: hideSecrets(content.body),
    sentAt: new Date(sentAtOf(content.body, now)),
    receivedAt,
    isIgnored: false,
    work: { kind: "push", push: { ...subject, ...content, receivedAt: receivedAt.toISOString() } },
  };
}

/** The sender of a message, if it has one. */
function idOf(body: unknown, name: string): string | undefined {
  const id = fieldOf(body, name);
  return (typeof id === "string" || typeof id === "number") && /^[1-9]\d{0,19}$/.test(String(id))
    ? String(id)
    : undefined;
}

function sentAtOf(body: unknown, now: number): number {
  const ms = Number(fieldOf(body, "send_time") ?? fieldOf(body, "sendTime") ?? 0) * 1000;
  return ms > 0 && ms <= now + DAY_MS ? ms : now;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
