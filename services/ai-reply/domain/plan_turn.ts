import { type Command, readCommand } from "services/ai-reply/domain/commands.ts";
import type { Channel, Content, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { answerToKinds, DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";

/** What one turn has to say and to ask. */
export interface TurnPlan {
  /** Somebody asked for a person: nothing else is answered. */
  readonly handsOver: boolean;
  /** The message that asks to forget what came before it; undefined when none does. */
  readonly forgetsAt: number | undefined;
  /** Said without a model, each once: commands in their order, then one sentence about all that is no text. */
  readonly defined: readonly string[];
  /** All that a model has to answer, in order; undefined when there is nothing. */
  readonly question: string | undefined;
}

const NOTHING: TurnPlan = {
  handsOver: false,
  forgetsAt: undefined,
  defined: [],
  question: undefined,
};

/** Whether the customer asks to be answered by the AI again, and not for a person in the same breath. */
export function callsBot({ messages }: Pick<OpenTurn, "messages">): boolean {
  const commands = messages.map(({ content }) => commandOf(content));
  return commands.includes("bot") && !commands.includes("human");
}

function commandOf(content: Content): Command | undefined {
  return content.type === "text" ? readCommand(content.text) : undefined;
}

/** What to do about the messages of one turn, which are in the order in which they were written. */
export function planTurn(contents: readonly Content[], channel: Channel): TurnPlan {
  const commands = contents.map(commandOf);
  if (commands.includes("human")) {
    const said = channel === "kf" ? DEFINED_ANSWERS.queued : DEFINED_ANSWERS.handedOver;
    return { ...NOTHING, handsOver: true, defined: [said] };
  }
  // What was asked before "start anew" is forgotten with the rest.
  const from = commands.lastIndexOf("reset") + 1;
  const defined = new Set<string>(from > 0 ? [DEFINED_ANSWERS.forgotten] : []);
  const kinds = new Set<Exclude<Content["type"], "text">>();
  const questions: string[] = [];
  for (const [index, content] of contents.entries()) {
    if (index < from) continue;
    const command = commands[index];
    if (command === "help") defined.add(DEFINED_ANSWERS.help);
    else if (command === "bot") defined.add(DEFINED_ANSWERS.backToBot);
    else if (content.type !== "text") kinds.add(content.type);
    else if (content.text.trim() !== "") questions.push(content.text.trim());
    else kinds.add("other");
  }
  const [kind, ...furtherKinds] = kinds;
  if (kind !== undefined) defined.add(answerToKinds([kind, ...furtherKinds]));
  return {
    handsOver: false,
    forgetsAt: from > 0 ? from - 1 : undefined,
    defined: [...defined],
    question: questions.length === 0 ? undefined : questions.join("\n"),
  };
}
