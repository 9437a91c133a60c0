import { type Command, readCommand } from "services/ai-reply/domain/commands.ts";
import type { Channel, Content, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES, replyToKinds } from "services/ai-reply/domain/canned_replies.ts";

/** How one turn is answered. */
export interface TurnPlan {
  /** The customer asked for staff. Nothing else of the turn is answered. */
  readonly asksForStaff: boolean;
  /** Index of the last message that resets the conversation; undefined if none does. */
  readonly forgetsAt: number | undefined;
  /** Canned replies, each once: to the commands in their order, then one sentence to all messages that are not text. */
  readonly canned: readonly string[];
  /** The question to the model: all texts in order, one per line; undefined if there is none. */
  readonly question: string | undefined;
}

const NOTHING: TurnPlan = {
  asksForStaff: false,
  forgetsAt: undefined,
  canned: [],
  question: undefined,
};

/** Whether the customer asks for the AI, and not also for staff. */
export function asksForBot({ messages }: Pick<OpenTurn, "messages">): boolean {
  const commands = messages.map(({ content }) => commandOf(content));
  return commands.includes("bot") && !commands.includes("human");
}

function commandOf(content: Content): Command | undefined {
  return content.type === "text" ? readCommand(content.text) : undefined;
}

/** Decides how the messages of one turn are answered; `contents` are in the order in which they were sent. */
export function planTurn(contents: readonly Content[], channel: Channel): TurnPlan {
  const commands = contents.map(commandOf);
  if (commands.includes("human")) {
    const reply = channel === "kf" ? CANNED_REPLIES.toStaffQueued : CANNED_REPLIES.toStaff;
    return { ...NOTHING, asksForStaff: true, canned: [reply] };
  }
  // Questions before the reset are not answered.
  const from = commands.lastIndexOf("reset") + 1;
  const canned = new Set<string>(from > 0 ? [CANNED_REPLIES.forgotten] : []);
  const kinds = new Set<Exclude<Content["type"], "text">>();
  const questions: string[] = [];
  for (const [index, content] of contents.entries()) {
    if (index < from) continue;
    const command = commands[index];
    if (command === "help") canned.add(CANNED_REPLIES.help);
    else if (command === "bot") canned.add(CANNED_REPLIES.toBot);
    else if (content.type !== "text") kinds.add(content.type);
    else if (content.text.trim() !== "") questions.push(content.text.trim());
    else kinds.add("other");
  }
  const [kind, ...furtherKinds] = kinds;
  if (kind !== undefined) canned.add(replyToKinds([kind, ...furtherKinds]));
  return {
    asksForStaff: false,
    forgetsAt: from > 0 ? from - 1 : undefined,
    canned: [...canned],
    question: questions.length === 0 ? undefined : questions.join("\n"),
  };
}
