import { createPhraseMatcher } from "services/ai-reply/commands/spoken_phrases.ts";
import { textsWithoutMentions } from "services/ai-reply/commands/mentions.ts";

/** A command that customers can send instead of a question. */
export type Command = "help" | "human" | "bot" | "reset";

/** Returns the command that a text is, else undefined: a question that only mentions 人工 is answered. */
export type ReadCommand = (text: string) => Command | undefined;

const PHRASES: Readonly<Record<Exclude<Command, "human">, readonly string[]>> = {
  help: ["帮助", "使用帮助", "使用说明", "菜单", "help", "menu"],
  bot: ["机器人", "转机器人", "转回机器人", "回到机器人", "智能客服", "转智能客服", "bot"],
  reset: ["重新开始", "从头开始", "清空", "清空对话", "清空聊天", "reset", "start over"],
};

/** The phrases that ask for staff, unless others are configured. */
export const HANDOVER_PHRASES = [
  "人工,真人,人工客服,人工服务,真人客服,真人服务,人工坐席,人工座席,人工台,人工帮助,活人,转客服,找客服,要客服,叫客服,来个客服,在线客服,联系客服",
  "投诉",
  "human,agent,human agent,human being,human help,human support,human operator,live agent,support agent,real person,live person,actual person,representative,operator",
  "customer service,customer support,live chat,complain,complaint,file a complaint,make a complaint,have a complaint",
  "talk to a person,speak to a person,speak with a person,talk to someone,speak to someone",
  "talk to staff,speak to staff,talk to support,speak to a manager,talk to a manager",
].join(",");

/** A longer text cannot be a command: this has room for mentions and a phrase with polite words. */
const LENGTH_MAX = 100;

/**
 * Creates the reader of commands. Case, punctuation, polite words and particles around a command are ignored, and
 * mentions (`@name`) before or after it, and one `/` or `#`. `handoverPhrases` ask for staff, also with verbs such as
 * 我要, 转 or "talk to", and in one clause of a longer message.
 */
export function createReadCommand(handoverPhrases: readonly string[]): ReadCommand {
  const matchers: readonly (readonly [Command, (text: string) => boolean])[] = [
    ["human", createPhraseMatcher(handoverPhrases, { isDemand: true })],
    ...Object.entries(PHRASES).map(([command, phrases]) =>
      [command as Command, createPhraseMatcher(phrases)] as const
    ),
  ];
  return (text) => {
    const whole = text.trim();
    if (whole === "" || whole.length > LENGTH_MAX) return undefined;
    for (const candidate of [whole, ...textsWithoutMentions(whole)]) {
      const found = matchers.find(([, matches]) => matches(candidate));
      if (found !== undefined) return found[0];
    }
    return undefined;
  };
}
