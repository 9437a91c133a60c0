import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";

/** One part of an answer on its way. */
export interface Outgoing {
  readonly conversation: Conversation;
  readonly turn: OpenTurn;
  readonly part: number;
  readonly text: string;
  readonly signal: AbortSignal;
}

/**
 * How it ended. `uncertain`: it may have arrived, and cannot be sent again. `refused`: it has not arrived and will not,
 * with `staffServes` because a colleague has taken the conversation over in WeCom's own client. `error` tells the
 * operator why.
 */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "uncertain"; readonly error: string }
  | { readonly kind: "refused"; readonly error: string; readonly staffServes: boolean };

/** What the customer sees while the model writes. */
export interface Progress {
  /** Shows all text so far; when it is too early for another write, the last one wins. */
  show(textSoFar: string): void;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

/** A way to the customer. */
export interface ChannelSender {
  /** An answer as the channel shows it, cut into what one message holds. */
  render(answer: string): readonly string[];
  /** Parts that may be sent; Infinity without a limit. `sentSince`: parts that went out since the customer last wrote. */
  partsLeft(sentSince: number, turn: OpenTurn): number;
  /**
   * Whether a colleague serves the customer in WeCom's own client, so that the bot must be silent. Nobody does while they
   * wait for one and call the bot instead.
   */
  staffServes(conversation: Conversation, turn: OpenTurn, signal: AbortSignal): Promise<boolean>;
  /**
   * Sends one part. May be called again for a part that may have arrived.
   * @throws when it may work later
   */
  send(outgoing: Outgoing): Promise<Outcome>;
  /** The conversation goes to people: their own client is told. Never throws. */
  handOver(conversation: Conversation): Promise<void>;
  /** The AI answers again: their own client is told. Never throws. */
  takeBack(conversation: Conversation): Promise<void>;
  /** A turn begins, perhaps once more after a crash. */
  begin?(turn: OpenTurn): Promise<void>;
  /** Absent where customers see nothing before the answer is there. What `mayShow` refuses is passed over. */
  progress?(turn: OpenTurn, mayShow: (textSoFar: string) => boolean): Progress;
  /** When it is too late to answer, in milliseconds since the epoch; absent where there is no such time. */
  answerBy?(turn: OpenTurn): number;
}
