import type { Command } from "services/ai-reply/commands/read_command.ts";
import type { Mode, ModeReason } from "services/ai-reply/domain/conversation.ts";
import { hoursPassed } from "services/ai-reply/domain/timing.ts";

/** Who answered in a conversation until now, and when the last message was written. */
export interface PresentMode {
  readonly mode: Mode;
  /** Null: there is no message yet. */
  readonly lastActivityAt: Date | null;
}

/** What decides about a new message. */
export interface ArrivedMessage {
  readonly author: "customer" | "staff";
  readonly command: Command | undefined;
  /** Too old to be answered. */
  readonly isHistory: boolean;
}

/** Who answers from a message on. */
export interface DecidedMode {
  readonly mode: Mode;
  /** Why the conversation switches to `mode`; absent: it does not switch. */
  readonly switchedBecause?: ModeReason;
}

/**
 * Decides who answers from a message on. Staff answer once a colleague writes, until the customer asks for the AI, or
 * there was no message for `toBotAfterHours`. An old message changes nothing.
 */
export function decideMode(
  { mode, lastActivityAt }: PresentMode,
  { author, command, isHistory }: ArrivedMessage,
  { now, toBotAfterHours }: { readonly now: number; readonly toBotAfterHours: number },
): DecidedMode {
  if (isHistory) return { mode };
  if (author === "staff") return { mode: "human", switchedBecause: "kf" };
  if (mode === "bot") return { mode };
  if (command === "bot") return { mode: "bot", switchedBecause: "keyword" };
  if (hoursPassed(lastActivityAt, new Date(now), toBotAfterHours)) {
    return { mode: "bot", switchedBecause: "idle" };
  }
  return { mode };
}
