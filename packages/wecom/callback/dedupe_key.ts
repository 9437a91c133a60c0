import { createHash } from "node:crypto";
import type { AiBotMessage, AiBotStreamRefresh } from "packages/wecom/callback/aibot_message.ts";
import type { AppMessage } from "packages/wecom/callback/message.ts";

/** What is kept, and so must be kept once. A stream refresh is a question, asked again and again. */
export type KeepableMessage = AppMessage | Exclude<AiBotMessage, AiBotStreamRefresh>;

/** Whose callback it came to: the same message may reach two apps, and two corps count alike. */
export interface DedupeScope {
  readonly corpId: string;
  /** Absent where no app is concerned. */
  readonly agentId?: string | undefined;
}

/**
 * A key that is the same for every delivery of one message or event, and different for any two
 * of them, as 43 characters of base64url. WeCom names `MsgId` for messages, and sender and second
 * for events (document path 90238); that second rule takes different events for one, so here
 * everything an event says counts, except codes that may be issued anew.
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
    // An unknown bot message has no sender field; an unknown app message may lack one.
    const sender = "fromUserName" in message ? message.fromUserName : undefined;
    return ["message", sender ?? "", message.msgId];
  }
  if (message.kind === "event" && message.event === "kf_msg_or_event") {
    return ["kf", message.openKfId, message.token, message.createTime];
  }
  return ["event", canonical(message.kind === "unknown" ? message.fields : message)];
}

/** WeCom does not promise that these stay the same when it delivers again. */
const CODES = new Set(["ResponseCode", "WelcomeCode", "response_url"]);

/** The same for the same content: the order of elements varies, that of siblings means something. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, field]) => !CODES.has(name) && field !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([name, field]) => [name, canonical(field)]));
}
