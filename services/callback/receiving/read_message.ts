import { type AiBotMessage, parseAiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { dedupeKeyOf, type KeepableMessage } from "packages/wecom/callback/dedupe_key.ts";
import { type AppMessage, parseMessage } from "packages/wecom/callback/message.ts";
import { hasLongId } from "services/callback/receiving/has_long_id.ts";
import type { InboxEntry, Understood } from "services/callback/inbox/inbox_entry.ts";
import { storableBotContent, storableContent } from "services/callback/inbox/storable_content.ts";
import { understandAppMessage } from "services/callback/receiving/understand_app_message.ts";
import { understandBotMessage } from "services/callback/receiving/understand_bot_message.ts";
import type { Receiver } from "services/callback/receiving/callback_apps.ts";

const NAME_LENGTH_MAX = 128;
const DAY_MS = 86_400_000;

/** What arrived, as it was understood; `undefined` when it cannot be read. */
export type ReadMessage =
  | { readonly kind: "app"; readonly message: AppMessage }
  | { readonly kind: "bot"; readonly message: AiBotMessage }
  | { readonly kind: "unreadable"; readonly error: CallbackCryptoError };

/** Reads the decrypted text in the form that the receiver gets. */
export function readMessage({ kind }: Receiver, text: string): ReadMessage {
  try {
    return kind === "aibot"
      ? { kind: "bot", message: parseAiBotMessage(text) }
      : { kind: "app", message: parseMessage(text) };
  } catch (error) {
    if (!(error instanceof CallbackCryptoError)) throw error;
    return { kind: "unreadable", error };
  }
}

/**
 * The inbox entry of an app's message. It belongs to the app that it names: two apps of one corp may have been given
 * one URL and the same keys in WeCom's console.
 */
export function appEntry(
  message: AppMessage,
  receiver: Receiver,
  { receivers, now }: { receivers: Iterable<Receiver>; now: number },
): InboxEntry {
  const { corpId } = receiver;
  const agentId = agentIdOf(message) ?? receiver.agentId;
  const owner =
    [...receivers].find((other) =>
      agentId !== undefined && other.corpId === corpId && other.agentId === agentId
    ) ?? receiver;
  const scope = { corpId, agentId };
  return toEntry(message, understandAppMessage(message, scope), {
    dedupeKey: dedupeKeyOf(message, scope),
    app: owner.name,
    corpId,
    source: "app",
    now,
  });
}

/** The inbox entry of a bot's message. Its dedupe key is also the id of the stream that is promised. */
export function botEntry(
  message: Exclude<AiBotMessage, { kind: "stream" }>,
  { name: app, corpId }: Receiver,
  now: number,
): InboxEntry {
  const dedupeKey = dedupeKeyOf(message, { corpId });
  const understood = understandBotMessage(message, dedupeKey);
  return toEntry(message, understood, { dedupeKey, app, corpId, source: "bot", now });
}

function agentIdOf(message: AppMessage): string | undefined {
  if (message.kind !== "unknown") return message.agentId;
  const { AgentID: agentId } = message.fields;
  return typeof agentId === "string" && agentId !== "" ? agentId : undefined;
}

function toEntry(
  message: KeepableMessage,
  { sentAtSeconds, work, ...understood }: Understood,
  { now, ...where }: Pick<InboxEntry, "dedupeKey" | "app" | "corpId" | "source"> & { now: number },
): InboxEntry {
  const isLeft = work !== undefined && hasLongId(work);
  return {
    ...where,
    ...understood,
    work: isLeft ? undefined : work,
    isLeft,
    kind: shortName(understood.kind),
    sender: understood.sender === undefined ? undefined : shortName(understood.sender),
    content: (where.source === "bot" ? storableBotContent : storableContent)(
      message.kind === "unknown" ? message.fields : message,
    ),
    sentAt: new Date(plausible(sentAtSeconds, now)),
    receivedAt: new Date(now),
  };
}

/** What is not known may be as long as it likes. */
function shortName(text: string): string {
  return (storableContent(text) as string).slice(0, NAME_LENGTH_MAX).toWellFormed();
}

/** WeCom's word for when it was sent, unless it cannot be true. */
function plausible(seconds: number | undefined, now: number): number {
  const ms = (seconds ?? 0) * 1000;
  return ms > 0 && ms <= now + DAY_MS ? ms : now;
}
