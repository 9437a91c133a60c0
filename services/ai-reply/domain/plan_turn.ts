import {
  CANNED_REPLIES,
  replyToKinds,
  replyToQuoted,
} from "services/ai-reply/domain/canned_replies.ts";
import type { Command, ReadCommand } from "services/ai-reply/commands/read_command.ts";
import type { Channel, Content, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { describeContent } from "services/ai-reply/domain/describe_content.ts";
import { hasWords, type UnreadKind, unreadParts } from "services/ai-reply/domain/unread_parts.ts";

/** How one turn is answered. */
export interface TurnPlan {
  /** The customer asked for staff. Nothing else of the turn is answered. */
  readonly asksForStaff: boolean;
  /** Index of the last message that resets the conversation; undefined if none does. */
  readonly forgetsAt: number | undefined;
  /** Canned replies, each once: to the commands in their order, then one sentence about all that cannot be read. */
  readonly canned: readonly string[];
  /**
   * The question to the model: everything that it can read, in order, as `describeContent` writes it; undefined if there
   * is nothing.
   */
  readonly question: string | undefined;
}

const NOTHING: TurnPlan = {
  asksForStaff: false,
  forgetsAt: undefined,
  canned: [],
  question: undefined,
};

/** Whether the customer asks for the AI, and not also for staff. */
export function asksForBot(
  { messages }: Pick<OpenTurn, "messages">,
  readCommand: ReadCommand,
): boolean {
  const commands = messages.map(({ content }) => commandOf(content, readCommand));
  return commands.includes("bot") && !commands.includes("human");
}

/** The command that the customer's own words are: a quoted command is none. */
export function commandOf(content: Content, readCommand: ReadCommand): Command | undefined {
  const isSpoken = content.type === "text" || content.type === "voice";
  return isSpoken ? readCommand(content.text ?? "") : undefined;
}

/** Decides how the messages of one turn are answered; `contents` are in the order in which they were sent. */
export function planTurn(
  contents: readonly Content[],
  { channel, readCommand }: { readonly channel: Channel; readonly readCommand: ReadCommand },
): TurnPlan {
  const commands = contents.map((content) => commandOf(content, readCommand));
  if (commands.includes("human")) {
    const reply = channel === "kf" ? CANNED_REPLIES.toStaffQueued : CANNED_REPLIES.toStaff;
    return { ...NOTHING, asksForStaff: true, canned: [reply] };
  }
  // Questions before the reset are not answered.
  const from = commands.lastIndexOf("reset") + 1;
  const said = contents.slice(from);
  const replies = said.flatMap((_, index) => replyToCommand(commands[from + index]));
  const asked = said.filter((_, index) => commands[from + index] === undefined);
  const question = asked.filter(hasWords).map(describeContent).join("\n");
  return {
    asksForStaff: false,
    forgetsAt: from > 0 ? from - 1 : undefined,
    canned: [
      ...new Set([
        ...from > 0 ? [CANNED_REPLIES.forgotten] : [],
        ...replies,
        ...replyToUnread(asked),
      ]),
    ],
    question: question === "" ? undefined : question,
  };
}

function replyToCommand(command: Command | undefined): string[] {
  if (command === "help") return [CANNED_REPLIES.help];
  return command === "bot" ? [CANNED_REPLIES.toBot] : [];
}

/** Tells the customer which parts cannot be read. */
function replyToUnread(contents: readonly Content[]): string[] {
  const parts = contents.map(unreadParts);
  const replyTo = (
    kinds: readonly UnreadKind[],
    reply: (kinds: readonly [UnreadKind, ...UnreadKind[]]) => string,
  ) => {
    const [first, ...others] = new Set(kinds);
    return first === undefined ? [] : [reply([first, ...others])];
  };
  return [
    ...replyTo(parts.flatMap(({ sent }) => sent), replyToKinds),
    ...replyTo(parts.flatMap(({ quoted }) => quoted), replyToQuoted),
  ];
}
