import { createHash } from "node:crypto";
import type { AiBotMessage, AiBotStreamRefresh } from "packages/wecom/callback/aibot_message.ts";
import type { AppMessage } from "packages/wecom/callback/message.ts";

/** A message that is stored, and must be stored only once. Stream refreshes are never stored. */
export type KeepableMessage = AppMessage | Exclude<AiBotMessage, AiBotStreamRefresh>;

/** Who received it. One message may reach two apps, and ids of two corps may be equal. */
export interface DedupeScope {
  readonly corpId: string;
  /** Absent when the message belongs to no app. */
  readonly agentId?: string | undefined;
}

/**
 * Returns 43 characters of base64url: the same for every delivery of one message or event, and
 * different for different messages and events. WeCom suggests `MsgId` for messages, and sender plus
 * second for events (document path 90238). Different events can share sender and second, so here all
 * fields of an event count, except codes that WeCom may issue again.
 */
export function dedupeKeyOf(message: KeepableMessage, scope: DedupeScope): string {
  const parts = [scope.corpId, scope.agentId ?? "", ...identityOf(message)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

function identityOf(message: KeepableMessage): unknown[] {
  if ("aiBotId" in message && message.msgId !== undefined) {
    return ["aibot", message.aiBotId, message.msgId];
  }
  if ("msgId" in message && message.msgId !== undefined) {
    // An unknown bot message has no sender field; an unknown app message may have none.
    const sender = "fromUserName" in message ? message.fromUserName : undefined;
    return ["message", sender ?? "", message.msgId];
  }
  if (message.kind === "event" && message.event === "kf_msg_or_event") {
    return ["kf", message.openKfId, message.token, message.createTime];
  }
  return ["event", canonical(message.kind === "unknown" ? message.fields : message)];
}

/** Codes that may change when WeCom delivers the same event again. */
const CODES = new Set(["ResponseCode", "WelcomeCode", "response_url"]);

/** Sorts fields by name, because WeCom varies their order. The order inside a list has a meaning. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, field]) => !CODES.has(name) && field !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([name, field]) => [name, canonical(field)]));
}
