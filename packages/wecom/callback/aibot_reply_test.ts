import assert from "node:assert/strict";
import { AI_BOT_REPLY_LIMITS, aiBotReplyJson } from "packages/wecom/callback/aibot_reply.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";

Deno.test("vector D5: a streamed reply is the JSON of WeCom's document", () => {
  const stream = { id: "s1", finish: true, content: "你好🙂" };
  assert.equal(aiBotReplyJson({ kind: "stream", stream }), vectorOf("D5").plaintext);
});

Deno.test("a welcome is the JSON of WeCom's document", () => {
  const json = aiBotReplyJson({ kind: "text", content: "欢迎" });
  assert.equal(json, `{"msgtype":"text","text":{"content":"欢迎"}}`);
});

Deno.test("a stream's content is refused above WeCom's limit, which counts bytes", () => {
  const { contentBytesMax } = AI_BOT_REPLY_LIMITS;
  const write = (content: string) =>
    aiBotReplyJson({ kind: "stream", stream: { id: "s1", finish: false, content } });
  assert.ok(write("x".repeat(contentBytesMax)));
  assert.throws(
    () => write("好".repeat(Math.ceil(contentBytesMax / 3))),
    /Cannot build AI bot reply: .+ 20481 bytes, 20480 are allowed/,
  );
});
