import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";

/** One part of an answer to send. */
export interface Outgoing {
  readonly conversation: Conversation;
  readonly turn: OpenTurn;
  readonly part: number;
  readonly text: string;
  readonly signal: AbortSignal;
}

/**
 * The result of sending a part. `uncertain`: it may have arrived, and cannot be sent again. `refused`: it did not arrive
 * and will not; `staffServes` if the reason is that a colleague serves the customer in WeCom's client. `error` is the
 * reason, for operators.
 */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "uncertain"; readonly error: string }
  | { readonly kind: "refused"; readonly error: string; readonly staffServes: boolean };

/** Shows the customer the answer while the model writes it. */
export interface Progress {
  /** Shows the whole text so far. Calls that come too soon are merged: the last text wins. */
  show(textSoFar: string): void;
  /** Resolves when no write is in progress. */
  stop(): Promise<void>;
}

/** Sends answers to customers through one channel. */
export interface ChannelSender {
  /** Renders an answer for the channel, and splits it into messages of the allowed length. */
  render(answer: string): readonly string[];
  /** How many parts may be sent; Infinity: no limit. `sentSince`: parts sent since the customer's last message. */
  partsLeft(sentSince: number, turn: OpenTurn, conversation: Conversation): number;
  /**
   * Whether a colleague serves the customer in WeCom's client, so that the AI must not answer. False if the customer only
   * waits in the queue and asks for the AI, or an operator has handed the customer back.
   */
  staffServes(conversation: Conversation, turn: OpenTurn, signal: AbortSignal): Promise<boolean>;
  /**
   * Sends one part. May be called again for a part that may have arrived.
   * @throws Error when sending may work later
   */
  send(outgoing: Outgoing): Promise<Outcome>;
  /** Shows the switch to staff in WeCom's client. Never throws. */
  toStaff(conversation: Conversation): Promise<void>;
  /** Shows the switch to the AI in WeCom's client. Never throws. */
  toBot(conversation: Conversation): Promise<void>;
  /** Called when a turn begins, and again after a crash. */
  begin?(turn: OpenTurn): Promise<void>;
  /**
   * Shows the growing answer. Texts that `mayShow` rejects are skipped. Absent: the channel shows complete answers
   * only.
   */
  progress?(turn: OpenTurn, mayShow: (textSoFar: string) => boolean): Progress;
  /** When it is too late to answer, in milliseconds since the epoch. Absent: never. */
  answerBy?(turn: OpenTurn): number;
}
