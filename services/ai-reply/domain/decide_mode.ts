import type { Mode, ModeReason } from "services/ai-reply/domain/conversation.ts";
import { hoursPassed } from "services/ai-reply/domain/timing.ts";
import type { Command } from "services/ai-reply/domain/commands.ts";

/** Who answered in a conversation until now, and when the last message was written. */
export interface PresentMode {
  readonly mode: Mode;
  /** Null: there is no message yet. */
  readonly lastActivityAt: Date | null;
}

/**
 * Decides who answers a customer's message. Staff go on answering until the customer asks for the AI, or there was no
 * message for `toBotAfterHours`. Returns the reason when the conversation switches back to the AI.
 */
export function decideMode(
  { mode, lastActivityAt }: PresentMode,
  command: Command | undefined,
  { now, toBotAfterHours }: { readonly now: number; readonly toBotAfterHours: number },
): { readonly mode: Mode; readonly switchedBecause?: ModeReason } {
  if (mode === "bot") return { mode };
  if (command === "bot") return { mode: "bot", switchedBecause: "keyword" };
  if (hoursPassed(lastActivityAt, new Date(now), toBotAfterHours)) {
    return { mode: "bot", switchedBecause: "idle" };
  }
  return { mode };
}
