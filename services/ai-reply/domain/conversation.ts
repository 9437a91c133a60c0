import type { CallbackMessage } from "packages/events/callback_message.ts";

/** The channel of a conversation. */
export type Channel = "app" | "kf" | "bot" | "simulated";

/** Identifies a conversation: one person at one place of one channel. */
export interface ConversationKey {
  readonly channel: Channel;
  /** The configured app or AI bot. */
  readonly app: string;
  readonly corpId: string;
  /** Agent id, open_kfid, or the bot's id with the group's; empty when simulated. */
  readonly place: string;
  /** userid or external_userid. */
  readonly person: string;
}

/**
 * Whether a failed turn switches its conversation to staff. Not in chats with AI bots: staff cannot write there, so the
 * AI answers the next message.
 */
export function failureSwitchesToStaff(channel: Channel): boolean {
  return channel !== "bot";
}

/** Who answers. */
export type Mode = "bot" | "human";

/** Why the mode changed. */
export type ModeReason = "keyword" | "console" | "kf" | "sensitive" | "model" | "delivery" | "idle";

/** A conversation as stored. */
export interface Conversation extends ConversationKey {
  readonly conversationId: string;
  readonly mode: Mode;
  /** Null until the mode changes for the first time. */
  readonly modeReason: ModeReason | null;
  readonly modeChangedAt: Date | null;
  readonly summary: string | null;
  /** The last turn that is part of the summary. */
  readonly summaryUntil: string | null;
  /** Messages before this time are not shown to the model; null: no limit. */
  readonly contextFrom: Date | null;
}

/** The content of a message, as it is stored. */
export type Content = Extract<CallbackMessage, { kind: "app_message" }>["content"] & {
  /** AI bots only: the stream that shows the answer. */
  readonly streamId?: string;
  /** 微信客服 only: the userid of the colleague who wrote it. */
  readonly servicer?: string;
  /** The customer recalled the message. */
  readonly recalled?: true;
};

/** A message that a turn answers. */
export interface TurnMessage {
  readonly messageId: string;
  readonly content: Content;
  readonly sentAt: Date;
  /** When we recorded it. */
  readonly filedAt: Date;
}

/** A document of the knowledge folder that an answer is based on. */
export interface Source {
  readonly title: string;
  readonly path: string;
}

/** A turn that has not ended. */
export interface OpenTurn {
  readonly turnId: string;
  readonly number: number;
  /** `thinking`: no answer yet. `sending`: the answer and its parts are recorded. */
  readonly status: "thinking" | "sending";
  readonly startedAt: Date;
  /** When the slow notice was recorded. */
  readonly slowNoticeAt: Date | null;
  /** The messages that the turn answers, oldest first. */
  readonly messages: readonly TurnMessage[];
}
