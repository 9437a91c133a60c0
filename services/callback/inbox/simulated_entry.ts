import { type RandomBytes, randomSecret } from "packages/platform/random.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import { storableContent } from "services/callback/inbox/storable_content.ts";

/** Makes the inbox entry of a message that an operator simulates. Two equal messages give two entries. */
export function simulatedEntry(
  message: { readonly externalUserId: string; readonly text: string },
  where: {
    readonly app: string;
    readonly corpId: string;
    readonly now: number;
    readonly randomBytes: RandomBytes;
  },
): InboxEntry {
  const { externalUserId, text } = message;
  const content = { type: "text" as const, text };
  return {
    dedupeKey: `simulated/${randomSecret(where.randomBytes)}`,
    app: where.app,
    corpId: where.corpId,
    source: "simulated",
    kind: "text",
    sender: externalUserId,
    content: storableContent(content),
    sentAt: new Date(where.now),
    receivedAt: new Date(where.now),
    isIgnored: false,
    work: { kind: "message", body: { kind: "simulated_message", externalUserId, content } },
  };
}
