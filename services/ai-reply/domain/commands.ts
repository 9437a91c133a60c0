/** A command that customers can send instead of a question. */
export type Command = "help" | "human" | "bot" | "reset";

const WORDS: Readonly<Record<Command, readonly string[]>> = {
  help: ["帮助", "help", "菜单", "使用说明"],
  human: [
    "人工",
    "转人工",
    "真人",
    "人工客服",
    "人工服务",
    "转人工客服",
    "找人工",
    "human",
    "agent",
  ],
  bot: ["机器人", "转机器人", "智能客服", "bot"],
  reset: ["重新开始", "清空", "清空对话", "reset"],
};

const COMMANDS = new Map(
  Object.entries(WORDS).flatMap(([command, words]) =>
    words.map((word): [string, Command] => [word, command as Command])
  ),
);

/** A longer text cannot be a command: this has room for `@`, the longest bot name and a command. */
const LENGTH_MAX = 100;

/**
 * Returns the command if the whole text is one, else undefined: a question that only mentions 人工 is answered. The check
 * ignores case, an `@name` in front (groups), one `/` or `#` before the command, and punctuation at the end.
 */
export function readCommand(text: string): Command | undefined {
  const whole = text.trim();
  if (whole.length > LENGTH_MAX) return undefined;
  const word = whole.replace(/^@\S+\s+/, "").replace(/^[/#]/, "")
    .replace(/[\s。.!！?？~～]+$/, "").toLowerCase();
  return COMMANDS.get(word);
}
