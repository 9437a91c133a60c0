import assert from "node:assert/strict";
import { parseAiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { understandBotMessage } from "services/callback/receiving/understand_bot_message.ts";

const SINGLE = {
  msgid: "m1",
  aibotid: "aib-demo-1",
  chattype: "single",
  from: { userid: "zhangsan" },
  response_url: "https://example.com/secret",
};
const GROUP = { ...SINGLE, chattype: "group", chatid: "c1" };

function bodyOf(message: object) {
  const parsed = parseAiBotMessage(JSON.stringify(message));
  assert.notEqual(parsed.kind, "stream");
  const { work } = understandBotMessage(parsed as Parameters<typeof understandBotMessage>[0], "s1");
  return work?.kind === "message" && work.body.kind === "bot_message" ? work.body : undefined;
}

Deno.test("written, spoken and mixed messages to a bot become text", () => {
  const said: [object, object][] = [
    [{ ...SINGLE, msgtype: "text", text: { content: "@all 你好" } }, {
      type: "text",
      text: "@all 你好",
    }],
    [{ ...SINGLE, msgtype: "voice", voice: { content: "你好" } }, { type: "text", text: "你好" }],
    [{ ...GROUP, msgtype: "text", text: { content: "@bot 转人工" } }, {
      type: "text",
      text: "@bot 转人工",
    }],
    [{
      ...GROUP,
      msgtype: "mixed",
      mixed: {
        msg_item: [
          { msgtype: "text", text: { content: "@bot 这是" } },
          { msgtype: "image", image: { url: "https://example.com/1" } },
          { msgtype: "text", text: { content: "什么" } },
        ],
      },
    }, {
      type: "text",
      text: "@bot 这是\n什么",
      attachments: [{ type: "image", url: "https://example.com/1" }],
    }],
  ];
  for (const [message, content] of said) {
    const body = bodyOf(message);
    assert.deepEqual(body?.content, content);
    assert.equal(body?.streamId, "s1");
  }
});

Deno.test("pictures, files and unknown kinds keep the fields that an answer needs, and the group's id", () => {
  const url = "https://example.com/1";
  assert.deepEqual(bodyOf({ ...SINGLE, msgtype: "image", image: { url } })?.content, {
    type: "image",
    url,
  });
  assert.deepEqual(bodyOf({ ...SINGLE, msgtype: "file", file: { url } })?.content, {
    type: "file",
    url,
  });
  const mixed = { msg_item: [{ msgtype: "image", image: { url } }] };
  assert.deepEqual(bodyOf({ ...GROUP, msgtype: "mixed", mixed })?.content, { type: "image", url });
  const quote = { msgtype: "file", file: { url: `${url}/quoted` } };
  assert.deepEqual(
    bodyOf({ ...SINGLE, msgtype: "text", text: { content: "看" }, quote })?.content,
    {
      type: "text",
      text: "看",
      attachments: [{ type: "file", url: `${url}/quoted`, quoted: true }],
    },
  );
  const two = {
    msg_item: [1, 2].map((n) => ({ msgtype: "image", image: { url: `${url}/${n}` } })),
  };
  const quotedTwo = { msgtype: "mixed", mixed: two };
  assert.deepEqual(
    bodyOf({ ...SINGLE, msgtype: "mixed", mixed: two, quote: quotedTwo })?.content,
    {
      type: "image",
      url: `${url}/1`,
      attachments: [
        { type: "image", url: `${url}/2` },
        { type: "image", url: `${url}/1`, quoted: true },
        { type: "image", url: `${url}/2`, quoted: true },
      ],
    },
  );
  const unknown = bodyOf({ ...GROUP, msgtype: "hologram", hologram: {} });
  assert.deepEqual(unknown?.content, { type: "other", name: "hologram" });
  assert.deepEqual([unknown?.chatId, unknown?.userId, unknown?.botId], [
    "c1",
    "zhangsan",
    "aib-demo-1",
  ]);
});

Deno.test("the words of a quoted message of any kind are kept apart from the message", () => {
  const url = "https://example.com/secret";
  const quotes: [object, string | undefined][] = [
    [{ msgtype: "text", text: { content: "磁盘已满" } }, "磁盘已满"],
    [{ msgtype: "voice", voice: { content: "帮我查" } }, "帮我查"],
    [{
      msgtype: "mixed",
      mixed: {
        msg_item: [
          { msgtype: "text", text: { content: "报错" } },
          { msgtype: "image", image: { url } },
          { msgtype: "text", text: { content: "E42" } },
          { msgtype: "hologram", hologram: { title: "全息图", url } },
        ],
      },
    }, "报错\nE42\n全息图"],
    [
      { msgtype: "link", link: { title: "公告", url: "https://example.com/a" } },
      "公告\nhttps://example.com/a",
    ],
    [{ msgtype: "location", location: { label: "天河区", latitude: 23 } }, "天河区"],
    [
      {
        msgtype: "template_card",
        template_card: { main_title: { title: "审批", desc: "待处理" } },
      },
      "审批\n待处理",
    ],
    [{
      msgtype: "merged_msg",
      merged_msg: {
        title: "聊天记录",
        item: [{ sender_name: "张三", msg_content: '{"text":{"content":"磁盘已满"}}' }],
      },
    }, "聊天记录\n张三\n磁盘已满"],
    [{ msgtype: "hologram", hologram: { url } }, "[hologram]"],
    [{ msgtype: "text" }, undefined],
    [{ msgtype: "image", image: { url } }, undefined],
  ];
  for (const [quote, quotedText] of quotes) {
    const asked = { ...SINGLE, msgtype: "text", text: { content: "这是什么意思" }, quote };
    const content = bodyOf(asked)?.content;
    assert.equal(content?.type === "text" && content.text, "这是什么意思");
    assert.equal(content?.type === "text" ? content.quotedText : "", quotedText);
    const picture = bodyOf({ ...SINGLE, msgtype: "image", image: { url }, quote })?.content;
    assert.equal(picture?.type === "image" ? picture.quotedText : "", quotedText);
    const unknown = bodyOf({ ...SINGLE, msgtype: "new", new: {}, quote })?.content;
    assert.equal(unknown?.type === "other" ? unknown.quotedText : "", quotedText);
  }
});

Deno.test("a message of an unknown kind keeps its words, without the addresses of files", () => {
  const card = {
    title: "示例商城",
    items: [{ desc: "限时 8 折", url: "https://example.com/f" }],
    id: 7,
  };
  assert.deepEqual(bodyOf({ ...SINGLE, msgtype: "card", card })?.content, {
    type: "other",
    name: "card",
    text: "示例商城\n限时 8 折",
  });
});

Deno.test("events and messages without a sender get no job", () => {
  const feedback = { eventtype: "feedback_event", feedback_event: { id: "f", type: 1 } };
  assert.equal(bodyOf({ ...SINGLE, msgtype: "event", event: feedback }), undefined);
  assert.equal(bodyOf({ ...SINGLE, msgtype: "event", event: { eventtype: "new" } }), undefined);
  assert.equal(bodyOf({ msgid: "m", aibotid: "a", msgtype: "hologram", from: null }), undefined);
  assert.equal(bodyOf({ msgid: "m", aibotid: "a" }), undefined);
});
