import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  AI_BOT_REPLY_LIMITS,
  type AiBotReply,
  aiBotReplyJson,
  type AiBotStream,
} from "packages/wecom/callback/aibot_reply.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";

const STREAM: AiBotStream = { id: "s1", finish: true, content: "你好🙂" };
const CARD = { card_type: "text_notice", task_id: "t" };

function written(reply: AiBotReply): unknown {
  return JSON.parse(aiBotReplyJson(reply));
}

function streamed(stream: Partial<AiBotStream>): unknown {
  return written({ kind: "stream", stream: { ...STREAM, ...stream } });
}

Deno.test("vector D5: a streamed reply is the JSON of WeCom's document", () => {
  assert.equal(aiBotReplyJson({ kind: "stream", stream: STREAM }), vectorOf("D5").plaintext);
});

Deno.test("each kind of reply has its fields", () => {
  const stream = { id: "s1", finish: true, content: "你好🙂" };
  assert.deepEqual(written({ kind: "text", content: "欢迎" }), {
    msgtype: "text",
    text: { content: "欢迎" },
  });
  assert.deepEqual(written({ kind: "template_card", templateCard: CARD }), {
    msgtype: "template_card",
    template_card: CARD,
  });
  assert.deepEqual(
    written({ kind: "stream_with_template_card", stream: STREAM, templateCard: CARD }),
    { msgtype: "stream_with_template_card", stream, template_card: CARD },
  );
  const update = { response_type: "update_template_card", template_card: CARD };
  assert.deepEqual(written({ kind: "update_template_card", templateCard: CARD }), update);
  assert.deepEqual(
    written({ kind: "update_template_card", templateCard: CARD, userIds: ["zhangsan"] }),
    { ...update, userids: ["zhangsan"] },
  );
});

Deno.test("images go as base64 with their MD5, feedback by its id", () => {
  const images = [Buffer.from("abc")];
  assert.deepEqual(streamed({ images, feedbackId: "f1" }), {
    msgtype: "stream",
    stream: {
      ...STREAM,
      msg_item: [{
        msgtype: "image",
        image: { base64: "YWJj", md5: "900150983cd24fb0d6963f7d28e17f72" },
      }],
      feedback: { id: "f1" },
    },
  });
});

Deno.test("what WeCom would not take is refused: bytes of content, images, their size and their moment", () => {
  const { contentBytesMax, imagesMax, imageBytesMax, feedbackIdBytesMax } = AI_BOT_REPLY_LIMITS;
  assert.ok(streamed({ content: "x".repeat(contentBytesMax) }));
  assert.ok(streamed({ images: Array(imagesMax).fill(Buffer.from("a")) }));
  const image = Buffer.from("a");
  const tooMuch: Partial<AiBotStream>[] = [
    { content: "好".repeat(Math.ceil(contentBytesMax / 3)) },
    { images: Array(imagesMax + 1).fill(image) },
    { images: [Buffer.alloc(imageBytesMax + 1)] },
    { images: [image], finish: false },
    { feedbackId: "f".repeat(feedbackIdBytesMax + 1) },
  ];
  for (const stream of tooMuch) {
    assert.throws(() => streamed(stream), /Cannot build AI bot reply: \d+ .+, \d+ are allowed/);
  }
});
