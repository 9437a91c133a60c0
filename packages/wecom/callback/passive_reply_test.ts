import assert from "node:assert/strict";
import {
  PASSIVE_REPLY_LIMITS,
  type PassiveReply,
  passiveReplyXml,
} from "packages/wecom/callback/passive_reply.ts";
import { readXml } from "packages/wecom/callback/xml.ts";

const ADDRESS = {
  toUserName: "zhangsan",
  fromUserName: "ww0123456789abcdef",
  createTime: 1_700_000_000,
};

function written(reply: PassiveReply): unknown {
  const { ToUserName, FromUserName, CreateTime, ...rest } = readXml(
    passiveReplyXml(reply, ADDRESS),
  );
  assert.deepEqual([ToUserName, FromUserName], ["zhangsan", "ww0123456789abcdef"]);
  assert.equal(CreateTime, "1700000000");
  return rest;
}

Deno.test("a text reply is the XML of WeCom's document", () => {
  assert.equal(
    passiveReplyXml({ kind: "text", content: "你好" }, ADDRESS),
    "<xml><ToUserName><![CDATA[zhangsan]]></ToUserName><FromUserName><![CDATA[ww0123456789abcdef]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content></xml>",
  );
});

Deno.test("each kind of reply has its elements", () => {
  assert.deepEqual(written({ kind: "image", mediaId: "m" }), {
    MsgType: "image",
    Image: { MediaId: "m" },
  });
  assert.deepEqual(written({ kind: "voice", mediaId: "m" }), {
    MsgType: "voice",
    Voice: { MediaId: "m" },
  });
  assert.deepEqual(written({ kind: "video", mediaId: "m", title: "t" }), {
    MsgType: "video",
    Video: { MediaId: "m", Title: "t" },
  });
  const articles = [{ title: "一", url: "https://example.com/?a=1&b=2" }, { title: "二" }];
  assert.deepEqual(written({ kind: "news", articles }), {
    MsgType: "news",
    ArticleCount: "2",
    Articles: { item: [{ Title: "一", Url: "https://example.com/?a=1&b=2" }, { Title: "二" }] },
  });
  assert.deepEqual(written({ kind: "update_button", replaceName: "已处理" }), {
    MsgType: "update_button",
    Button: { ReplaceName: "已处理" },
  });
  const templateCard = {
    CardType: "text_notice",
    HorizontalContentList: [{ KeyName: "a" }, { KeyName: "b" }],
  };
  assert.deepEqual(written({ kind: "update_template_card", templateCard }), {
    MsgType: "update_template_card",
    TemplateCard: templateCard,
  });
});

Deno.test("lengths count in bytes of UTF-8, and a longer text is refused rather than cut", () => {
  const { textBytesMax, videoTitleBytesMax, videoDescriptionBytesMax } = PASSIVE_REPLY_LIMITS;
  const content = (chars: number) => "好".repeat(chars);
  assert.ok(written({ kind: "text", content: content(Math.floor(textBytesMax / 3)) }));
  const long: PassiveReply[] = [
    { kind: "text", content: content(Math.ceil(textBytesMax / 3)) },
    { kind: "video", mediaId: "m", title: "x".repeat(videoTitleBytesMax + 1) },
    { kind: "video", mediaId: "m", description: "x".repeat(videoDescriptionBytesMax + 1) },
  ];
  for (const reply of long) {
    assert.throws(
      () => passiveReplyXml(reply, ADDRESS),
      /Cannot build passive reply: \w+ is \d+ bytes/,
    );
  }
});

Deno.test("text cannot break out of its element", () => {
  const content = "]]></Content><MsgType>news</MsgType><Content><![CDATA[";
  assert.deepEqual(written({ kind: "text", content }), { MsgType: "text", Content: content });
});
