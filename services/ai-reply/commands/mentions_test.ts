import assert from "node:assert/strict";
import { withoutBotMention } from "services/ai-reply/commands/mentions.ts";

Deno.test("with the bot's name, its mention is removed wherever it is, and other mentions stay", () => {
  for (
    const [text, question] of [
      ["@Service Bot 多少钱", "多少钱"],
      ["多少钱 @Service Bot", "多少钱"],
      ["多少钱@Service Bot", "多少钱"],
      ["@service  bot\u2005多少钱", "多少钱"],
      ["@Service Bot多少钱", "多少钱"],
      ["@李四 @Service Bot 多少钱", "@李四 多少钱"],
      ["请 @Service Bot 帮 @李四 查一下", "请 帮 @李四 查一下"],
      ["@Service Bot", ""],
    ] as const
  ) assert.equal(withoutBotMention(text, "Service Bot"), question, text);
  assert.equal(withoutBotMention("@Bottega 在吗", "Bot"), "在吗", "another name that begins alike");
  assert.equal(withoutBotMention("@a.b(c) 在吗", "a.b(c)"), "在吗");
});

Deno.test("without the bot's name, one word after @ is taken for it: in front, else the only mention, at the end", () => {
  for (
    const [text, question] of [
      ["@小助手 多少钱", "多少钱"],
      ["@小助手 问一下 @李四", "问一下 @李四"],
      ["多少钱 @小助手", "多少钱"],
      ["请 @李四 和 @小助手", "请 @李四 和 @小助手"],
      ["@AI 小助手\u2005多少钱", "多少钱"],
      ["@小助手，多少钱？", "多少钱？"],
      ["@小助手：多少钱", "多少钱"],
      ["@小助手\n多少钱", "多少钱"],
      ["@小助手多少钱", "@小助手多少钱"],
      ["@小助手", "@小助手"],
      ["写信到 me@example.com", "写信到 me@example.com"],
      ["多少钱", "多少钱"],
    ] as const
  ) assert.equal(withoutBotMention(text, undefined), question, text);
});
