import assert from "node:assert/strict";
import { type AiBotMessage, parseAiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";

const HEAD = {
  msgid: "CAIQ16HMjQYY",
  aibotid: "AIBOTID",
  chatid: "CHATID",
  chattype: "group",
  from: { userid: "zhangsan" },
  response_url: "https://example.com/response?response_code=c",
};
const READ_HEAD = {
  msgId: "CAIQ16HMjQYY",
  aiBotId: "AIBOTID",
  chatId: "CHATID",
  chatType: "group",
  from: { userId: "zhangsan" },
  responseUrl: "https://example.com/response?response_code=c",
};

function read(msgtype: string, fields: object): AiBotMessage {
  return parseAiBotMessage(JSON.stringify({ ...HEAD, msgtype, ...fields }));
}

Deno.test("each kind of message to a bot is read with its fields", () => {
  const url = "https://example.com/media";
  const cases: [string, object][] = [
    ["text", { text: { content: "@机器人 你好" } }],
    ["image", { image: { url } }],
    ["voice", { voice: { content: "你好" } }],
    ["file", { file: { url } }],
    ["video", { video: { url } }],
    ["stream", { stream: { id: "s1" } }],
  ];
  for (const [kind, fields] of cases) {
    assert.deepEqual(read(kind, fields), { ...READ_HEAD, kind, ...fields });
  }
  const parts = [{ msgtype: "text", text: { content: "看" } }, {
    msgtype: "image",
    image: { url },
  }];
  assert.deepEqual(read("mixed", { mixed: { msg_item: parts } }), {
    ...READ_HEAD,
    kind: "mixed",
    mixed: {
      msgItem: [{ msgType: "text", text: { content: "看" } }, { msgType: "image", image: { url } }],
    },
  });
});

Deno.test("a quoted message is read, and an unknown form of it does not make the message unknown", () => {
  const text = { content: "什么意思" };
  const quoted = read("text", { text, quote: { msgtype: "text", text: { content: "原文" } } });
  assert.ok(quoted.kind === "text");
  assert.deepEqual(quoted.quote, { msgType: "text", text: { content: "原文" } });
  const odd = read("text", { text, quote: { text: 1 } });
  assert.ok(odd.kind === "text");
  assert.deepEqual([odd.text, odd.quote], [text, undefined]);
});

Deno.test("events of a bot are read by their type", () => {
  const single = { chatid: undefined, chattype: "single", create_time: 1_700_000_000 };
  const entered = read("event", { ...single, event: { eventtype: "enter_chat" } });
  assert.ok(entered.kind === "event");
  assert.deepEqual([entered.event, entered.createTime], [
    { eventType: "enter_chat" },
    1_700_000_000,
  ]);
  assert.ok(!("chatId" in entered));

  const feedback = { id: "f", type: 2, content: "", inaccurate_reason_list: [2, 4] };
  const judged = read("event", {
    event: { eventtype: "feedback_event", feedback_event: feedback },
  });
  assert.ok(judged.kind === "event");
  assert.deepEqual(judged.event, {
    eventType: "feedback_event",
    feedbackEvent: { id: "f", type: 2, inaccurateReasonList: [2, 4] },
  });
});

Deno.test("ids are strings, also numbers that do not fit into a JavaScript number", () => {
  const text = JSON.stringify({ ...HEAD, msgtype: "text", text: { content: "x" } });
  const message = parseAiBotMessage(text.replace(`"CAIQ16HMjQYY"`, "9007199254740993123"));
  assert.equal(message.msgId, "9007199254740993123");
});

Deno.test("messages of another kind or form are kept as unknown, with all their fields", () => {
  const unknown = read("hologram", { hologram: { a: [1, null, ""] } });
  assert.ok(unknown.kind === "unknown");
  assert.deepEqual([unknown.msgType, unknown.aiBotId], ["hologram", "AIBOTID"]);
  assert.equal(unknown.msgId, "CAIQ16HMjQYY");
  assert.deepEqual(unknown.fields.hologram, { a: [1, null, ""] });
  const others = [
    read("text", { text: "not an object" }),
    read("event", { event: { eventtype: "from_the_future" } }),
    read("event", {}),
    parseAiBotMessage("{}"),
    parseAiBotMessage(`{"__proto__":{"msgtype":"text"},"constructor":1,"msgtype":"constructor"}`),
  ];
  for (const other of others) assert.equal(other.kind, "unknown");
});

Deno.test("a text that is not a JSON object, or nested too deeply, is refused", () => {
  const deep = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  assert.equal(parseAiBotMessage(deep(20)).kind, "unknown");
  const texts = ["", "null", "1", `"text"`, "[]", "{", "{}{}", deep(40), deep(100_000)];
  for (const text of texts) assert.equal(refusalOf(() => parseAiBotMessage(text)), "xml");
});
