import type { CallbackMessage } from "packages/events/callback_message.ts";

/** Where a conversation takes place. */
export type Channel = "app" | "kf" | "bot" | "simulated";

/** What makes a conversation: one person at one place of one channel. */
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

/** Who answers. */
export type Mode = "bot" | "human";

/** Who or what changed the mode. */
export type ModeReason = "keyword" | "console" | "kf" | "sensitive" | "model" | "delivery" | "idle";

export interface Conversation extends ConversationKey {
  readonly conversationId: string;
  readonly mode: Mode;
  /** Null until it first changes. */
  readonly modeReason: ModeReason | null;
  readonly summary: string | null;
  /** The last turn that the summary holds. */
  readonly summaryUntil: string | null;
  readonly contextFrom: Date | null;
}

/** What somebody wrote or showed, as it is stored. */
export type Content = Extract<CallbackMessage, { kind: "app_message" }>["content"] & {
  /** AI bots: where the answer is expected. */
  readonly streamId?: string;
  /** Taken back by the customer before it was answered. */
  readonly recalled?: true;
};

/** A message that a turn answers. */
export interface FiledMessage {
  readonly messageId: string;
  readonly content: Content;
  readonly sentAt: Date;
  readonly filedAt: Date;
}

/** What of the knowledge folder an answer rests on. */
export interface Source {
  readonly title: string;
  readonly path: string;
}

/** A turn that is not over. */
export interface OpenTurn {
  readonly turnId: string;
  readonly number: number;
  /** `thinking`: there is no answer yet. `sending`: there is, and it is recorded in parts. */
  readonly status: "thinking" | "sending";
  readonly startedAt: Date;
  readonly apologisedAt: Date | null;
  /** What it answers, in order. */
  readonly messages: readonly FiledMessage[];
}
