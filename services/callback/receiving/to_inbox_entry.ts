import { dedupeKeyOf, type KeepableMessage } from "packages/wecom/callback/dedupe_key.ts";
import type { AppMessage } from "packages/wecom/callback/message.ts";
import type { InboxEntry, Understood } from "services/callback/inbox/inbox_entry.ts";
import { storableBotContent, storableContent } from "services/callback/inbox/storable_content.ts";
import type { CallbackApp } from "services/callback/receiving/callback_apps.ts";
import { hasLongId } from "services/callback/receiving/has_long_id.ts";
import type { InboxMessage } from "services/callback/receiving/read_message.ts";
import { understandAppMessage } from "services/callback/receiving/understand_app_message.ts";
import { understandBotMessage } from "services/callback/receiving/understand_bot_message.ts";

const NAME_LENGTH_MAX = 128;
const DAY_MS = 86_400_000;

/** What an inbox entry depends on besides the message. */
export interface EntryContext {
  /** The app in the callback's URL. */
  readonly app: CallbackApp;
  readonly callbackApps: Iterable<CallbackApp>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Makes the inbox entry of a message. The dedupe key of a bot's message is also the id of its answer stream. */
export function toInboxEntry(read: InboxMessage, context: EntryContext): InboxEntry {
  const { app: { name, corpId }, now } = context;
  if (read.kind === "bot") {
    const dedupeKey = dedupeKeyOf(read.message, { corpId });
    const understood = understandBotMessage(read.message, dedupeKey);
    return completeEntry(read.message, understood, {
      dedupeKey,
      app: name,
      corpId,
      source: "bot",
      now,
    });
  }
  const { owner, agentId } = findOwner(read.message, context);
  const scope = { corpId, agentId };
  return completeEntry(read.message, understandAppMessage(read.message, scope), {
    dedupeKey: dedupeKeyOf(read.message, scope),
    app: owner.name,
    corpId,
    source: "app",
    now,
  });
}

/**
 * The app that the message names by its AgentID. It may differ from the app in the URL: an operator may enter one URL
 * and the same keys for two apps of one corp in WeCom's console.
 */
function findOwner(
  message: AppMessage,
  { app, callbackApps }: EntryContext,
): { readonly owner: CallbackApp; readonly agentId: string | undefined } {
  const agentId = agentIdOf(message) ?? app.agentId;
  const owner = agentId === undefined
    ? undefined
    : [...callbackApps].find((other) => other.corpId === app.corpId && other.agentId === agentId);
  return { owner: owner ?? app, agentId };
}

function agentIdOf(message: AppMessage): string | undefined {
  if (message.kind !== "unknown") return message.agentId;
  const { AgentID: agentId } = message.fields;
  return typeof agentId === "string" && agentId !== "" ? agentId : undefined;
}

function completeEntry(
  message: KeepableMessage,
  { sentAtSeconds, work, ...understood }: Understood,
  { now, ...origin }: Pick<InboxEntry, "dedupeKey" | "app" | "corpId" | "source"> & { now: number },
): InboxEntry {
  const isIgnored = work !== undefined && hasLongId(work);
  return {
    ...origin,
    ...understood,
    work: isIgnored ? undefined : work,
    isIgnored,
    kind: shortName(understood.kind),
    sender: understood.sender === undefined ? undefined : shortName(understood.sender),
    content: (origin.source === "bot" ? storableBotContent : storableContent)(
      message.kind === "unknown" ? message.fields : message,
    ),
    sentAt: new Date(plausibleTime(sentAtSeconds, now)),
    receivedAt: new Date(now),
  };
}

/** Names of unknown kinds and senders can have any length, so they are cut. */
function shortName(text: string): string {
  return (storableContent(text) as string).slice(0, NAME_LENGTH_MAX).toWellFormed();
}

/** The time from WeCom in milliseconds, or `now` when it is absent, not positive, or more than a day ahead. */
function plausibleTime(seconds: number | undefined, now: number): number {
  const ms = (seconds ?? 0) * 1000;
  return ms > 0 && ms <= now + DAY_MS ? ms : now;
}
