import assert from "node:assert/strict";
import { parseAiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { dedupeKeyOf, type DedupeScope } from "packages/wecom/callback/dedupe_key.ts";
import { parseMessage } from "packages/wecom/callback/message.ts";
import { writeXml, type XmlChildren } from "packages/wecom/callback/testing/xml_writer.ts";

const SCOPE = { corpId: "ww0123456789abcdef", agentId: "1000002" };
const HEAD = { ToUserName: SCOPE.corpId, FromUserName: "zhangsan", CreateTime: 1_700_000_000 };
const TEXT = { ...HEAD, MsgType: "text", Content: "在吗", MsgId: "7001", AgentID: 1_000_002 };
const EVENT = { ...HEAD, MsgType: "event", AgentID: 1_000_002 };
const SYSTEM = { ...HEAD, FromUserName: "sys", MsgType: "event" };
const BOT = { msgid: "m1", aibotid: "b1", chattype: "single", from: { userid: "zhangsan" } };

function keyOf(fields: XmlChildren, scope: DedupeScope = SCOPE): string {
  return dedupeKeyOf(parseMessage(writeXml(fields)), scope);
}

function botKeyOf(fields: object, scope: DedupeScope = SCOPE): string {
  const message = parseAiBotMessage(JSON.stringify(fields));
  assert.ok(message.kind !== "stream");
  return dedupeKeyOf(message, scope);
}

/** One delivery of each kind, all different from each other. */
const DELIVERIES: readonly XmlChildren[] = [
  TEXT,
  { ...EVENT, Event: "click", EventKey: "k" },
  { ...EVENT, Event: "LOCATION", Latitude: "23.1", Longitude: "113.3", Precision: "5" },
  { ...EVENT, Event: "template_card_event", EventKey: "k", TaskId: "t", ResponseCode: "r" },
  { ...SYSTEM, Event: "change_contact", ChangeType: "create_user", UserID: "a", Department: "1" },
  {
    ...SYSTEM,
    Event: "change_external_contact",
    ChangeType: "add_external_contact",
    UserID: "a",
    ExternalUserID: "wm1",
    WelcomeCode: "w",
  },
  {
    ToUserName: SCOPE.corpId,
    CreateTime: 1_700_000_000,
    MsgType: "event",
    Event: "kf_msg_or_event",
    Token: "t1",
    OpenKfId: "wk1",
  },
  { ...EVENT, MsgType: "from_the_future", A: { B: ["1", "2"] }, MsgId: "7002" },
  { ...EVENT, Event: "from_the_future", A: { B: ["1", "2"] } },
];

Deno.test("every delivery of one message or event has the same key, in any order of its elements", () => {
  for (const fields of DELIVERIES) {
    const again = Object.fromEntries(Object.entries(fields).reverse());
    assert.equal(keyOf(fields), keyOf(again), JSON.stringify(fields));
    assert.match(keyOf(fields), /^[\w-]{43}$/);
  }
  assert.equal(new Set(DELIVERIES.map((fields) => keyOf(fields))).size, DELIVERIES.length);
});

Deno.test("a delivery with a new welcome or response code has the same key", () => {
  for (const code of ["WelcomeCode", "ResponseCode"]) {
    for (const fields of DELIVERIES.filter((fields) => code in fields)) {
      assert.equal(keyOf(fields), keyOf({ ...fields, [code]: "another" }));
    }
  }
  const unknown = { ...EVENT, Event: "from_the_future", WelcomeCode: "1" };
  assert.equal(keyOf(unknown), keyOf({ ...unknown, WelcomeCode: "2" }));
});

Deno.test("the same MsgId from another corp, app or sender has another key", () => {
  const keys = [
    keyOf(TEXT),
    keyOf({ ...TEXT, MsgId: "7002" }),
    keyOf({ ...TEXT, FromUserName: "lisi" }),
    keyOf(TEXT, { ...SCOPE, corpId: "ww00000000000000b2" }),
    keyOf(TEXT, { ...SCOPE, agentId: "1000003" }),
    keyOf(TEXT, { corpId: SCOPE.corpId }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

/** Real events of one sender that can happen within one second. */
const WITHIN_ONE_SECOND: Readonly<Record<string, readonly XmlChildren[]>> = {
  "taps of one person": [
    { ...EVENT, Event: "click", EventKey: "a" },
    { ...EVENT, Event: "click", EventKey: "b" },
    { ...EVENT, Event: "view", EventKey: "a" },
    { ...EVENT, Event: "enter_agent" },
    { ...EVENT, Event: "subscribe" },
    { ...EVENT, Event: "unsubscribe" },
  ],
  "taps on cards": ["t1", "t2"].flatMap((TaskId) =>
    ["yes", "no"].map((EventKey) => ({ ...EVENT, Event: "template_card_event", TaskId, EventKey }))
  ),
  "positions": ["23.10", "23.11", "23.12"].map((Latitude) => ({
    ...EVENT,
    Event: "LOCATION",
    Latitude,
    Longitude: "113",
  })),
  "scans": ["1", "2"].map((ScanResult) => ({
    ...EVENT,
    Event: "scancode_push",
    EventKey: "k",
    ScanCodeInfo: { ScanType: "qrcode", ScanResult },
  })),
  "people who scan one contact QR code": ["wm1", "wm2", "wm3"].map((ExternalUserID) => ({
    ...SYSTEM,
    Event: "change_external_contact",
    ChangeType: "add_external_contact",
    UserID: "zhangsan",
    ExternalUserID,
    State: "poster-7",
  })),
  "things that happen to one customer": [
    "add_external_contact",
    "edit_external_contact",
    "del_follow_user",
  ].map((ChangeType) => ({
    ...SYSTEM,
    Event: "change_external_contact",
    ChangeType,
    UserID: "zhangsan",
    ExternalUserID: "wm1",
  })),
  "changes of members": ["a", "b"].flatMap((UserID) =>
    ["create_user", "update_user", "delete_user"].map((ChangeType) => ({
      ...SYSTEM,
      Event: "change_contact",
      ChangeType,
      UserID,
    }))
  ),
  "two changes of one member": ["13800000000", "13900000000"].map((Mobile) => ({
    ...SYSTEM,
    Event: "change_contact",
    ChangeType: "update_user",
    UserID: "a",
    Mobile,
  })),
  "changes of departments": [1, 2].flatMap((Id) =>
    ["create_party", "delete_party"].map((ChangeType) => ({
      ...SYSTEM,
      Event: "change_contact",
      ChangeType,
      Id,
    }))
  ),
  "changes of groups": ["wr1", "wr2"].flatMap((ChatId) =>
    ["add_member", "del_member", "change_name"].map((UpdateDetail) => ({
      ...SYSTEM,
      Event: "change_external_chat",
      ChangeType: "update",
      ChatId,
      UpdateDetail,
    }))
  ),
  "messages to kf accounts": ["wk1", "wk2"].flatMap((OpenKfId) =>
    ["t1", "t2"].map((Token) => ({
      ToUserName: SCOPE.corpId,
      CreateTime: 1_700_000_000,
      MsgType: "event",
      Event: "kf_msg_or_event",
      Token,
      OpenKfId,
    }))
  ),
  "unknown events": [{ A: "1" }, { A: "2" }, { A: ["1", "2"] }, { A: ["2", "1"] }, { B: "1" }].map(
    (content) => ({ ...SYSTEM, Event: "from_the_future", ...content }),
  ),
};

for (const [what, events] of Object.entries(WITHIN_ONE_SECOND)) {
  Deno.test(`different events have different keys: ${what} within one second`, () => {
    const later = events.map((event) => ({ ...event, CreateTime: 1_700_000_001 }));
    const keys = [...events, ...later].map((event) => keyOf(event));
    assert.equal(new Set(keys).size, 2 * events.length);
  });
}

Deno.test("location events five seconds apart have different keys, also from a member who stays in place", () => {
  const fields = { ...EVENT, Event: "LOCATION", Latitude: "23.1", Longitude: "113.3" };
  const times = [0, 5, 10].map((after) => 1_700_000_000 + after);
  const keys = times.map((CreateTime) => keyOf({ ...fields, CreateTime }));
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("a bot's messages and events have keys by bot and msgid", () => {
  const text = {
    ...BOT,
    msgtype: "text",
    text: { content: "x" },
    response_url: "https://example.com/1",
  };
  const again = { ...text, response_url: "https://example.com/2" };
  assert.equal(botKeyOf(text), botKeyOf(again));
  const keys = [
    botKeyOf(text),
    botKeyOf({ ...text, msgid: "m2" }),
    botKeyOf({ ...text, aibotid: "b2" }),
    botKeyOf(text, { corpId: "ww00000000000000b2" }),
    botKeyOf({ ...BOT, msgid: "m3", msgtype: "event", event: { eventtype: "enter_chat" } }),
    botKeyOf({ ...BOT, msgid: "m4", msgtype: "hologram" }),
    botKeyOf({ ...BOT, msgid: undefined, msgtype: "hologram" }),
    botKeyOf({ ...BOT, msgid: undefined, msgtype: "hologram", a: 1 }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("fields that could run into each other do not give two messages one key", () => {
  const keys = [
    keyOf({ ...TEXT, FromUserName: "a", MsgId: "11" }),
    keyOf({ ...TEXT, FromUserName: "a1", MsgId: "1" }),
    keyOf({ ...EVENT, Event: "click", EventKey: `","x` }),
    keyOf({ ...EVENT, Event: "click", EventKey: `"` }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});
