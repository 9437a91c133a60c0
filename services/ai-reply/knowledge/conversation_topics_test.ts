import assert from "node:assert/strict";
import { conversationTopics } from "services/ai-reply/knowledge/conversation_topics.ts";

Deno.test("a conversation is about its latest questions and its last answer, the newest first", () => {
  const ask = (content: string) => ({ role: "user" as const, content });
  const answer = (content: string) => ({ role: "assistant" as const, content });
  const history = [
    ask("一"),
    answer("甲"),
    ask("二"),
    ask("[图片]"),
    answer("乙"),
    ask("三"),
    ask("四"),
  ];
  assert.deepEqual(conversationTopics(history).map(({ text }) => text), ["四", "三", "二", "乙"]);
  assert.deepEqual(conversationTopics([]), []);
});

Deno.test("short answers such as 好的 do not push the subject out of the latest messages", () => {
  const said = ["舞蹈班怎么样", "嗯", "好的，谢谢", "哦哦", "OK", "明白了", "收到！", "👌"];
  const history = said.flatMap((content) => [
    { role: "user" as const, content },
    { role: "assistant" as const, content: "好的。" },
  ]);
  assert.deepEqual(conversationTopics(history).map(({ text }) => text), ["舞蹈班怎么样"]);
});
