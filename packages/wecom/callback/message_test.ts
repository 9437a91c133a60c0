import assert from "node:assert/strict";
import { type AppMessage, parseMessage } from "packages/wecom/callback/message.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";
import { writeXml, type XmlChildren } from "packages/wecom/callback/testing/xml_writer.ts";

const CORP_ID = "ww0123456789abcdef";
const HEAD = { ToUserName: CORP_ID, FromUserName: "zhangsan", CreateTime: 1_700_000_000 };
const READ_HEAD = { toUserName: CORP_ID, fromUserName: "zhangsan", createTime: 1_700_000_000 };
const MESSAGE_ID = "9007199254740993123";

function sent(msgType: string, fields: XmlChildren): AppMessage {
  const ids = { MsgId: MESSAGE_ID, AgentID: "1000002" };
  return parseMessage(writeXml({ ...HEAD, MsgType: msgType, ...fields, ...ids }));
}

function event(name: string, fields: XmlChildren = {}, head: XmlChildren = HEAD): AppMessage {
  return parseMessage(writeXml({ ...head, MsgType: "event", Event: name, ...fields }));
}

Deno.test("vector V4: a text message without CDATA is read", () => {
  assert.deepEqual(parseMessage(vectorOf("V4").plaintext), {
    kind: "text",
    toUserName: "ww1436e0e65a779aee",
    fromUserName: "ChenJiaShun",
    createTime: 1_476_422_779,
    agentId: "1000002",
    msgId: "1456453720",
    content: "你好",
  });
});

Deno.test("each kind of message is read with its fields, ids digit by digit", () => {
  const shared = { ...READ_HEAD, msgId: MESSAGE_ID, agentId: "1000002" };
  assert.deepEqual(sent("text", { Content: " 在吗\n " }), {
    ...shared,
    kind: "text",
    content: " 在吗\n ",
  });
  assert.deepEqual(sent("text", { Content: "" }), { ...shared, kind: "text", content: "" });
  assert.deepEqual(sent("image", { PicUrl: "https://example.com/p", MediaId: "m" }), {
    ...shared,
    kind: "image",
    picUrl: "https://example.com/p",
    mediaId: "m",
  });
  assert.deepEqual(sent("voice", { MediaId: "m", Format: "amr" }), {
    ...shared,
    kind: "voice",
    mediaId: "m",
    format: "amr",
  });
  assert.deepEqual(sent("video", { MediaId: "m", ThumbMediaId: "t" }), {
    ...shared,
    kind: "video",
    mediaId: "m",
    thumbMediaId: "t",
  });
  const place = { Location_X: 23.134, Location_Y: "-113.358", Scale: 20, Label: "广州" };
  assert.deepEqual(sent("location", { ...place, AppType: "wxwork" }), {
    ...shared,
    kind: "location",
    latitude: 23.134,
    longitude: -113.358,
    scale: 20,
    label: "广州",
  });
  const url = "https://example.com/a?b=1&c=2";
  assert.deepEqual(sent("link", { Title: "t", Description: "", Url: url, PicUrl: "" }), {
    ...shared,
    kind: "link",
    title: "t",
    description: "",
    url,
  });
});

Deno.test("the kf event is read although it has no sender and no message id", () => {
  const head = { ToUserName: CORP_ID, CreateTime: 1_700_000_000 };
  const fields = { Token: "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR", OpenKfId: "wkAJ2GCA" };
  assert.deepEqual(event("kf_msg_or_event", fields, head), {
    toUserName: CORP_ID,
    createTime: 1_700_000_000,
    kind: "event",
    event: "kf_msg_or_event",
    token: fields.Token,
    openKfId: "wkAJ2GCA",
  });
});

const SYSTEM = { ...HEAD, FromUserName: "sys" };

Deno.test("a change of a member is read, and keeps the fields that nothing reads here", () => {
  const user = event("change_contact", {
    ChangeType: "update_user",
    UserID: "zhangsan",
    NewUserID: "zhangsan001",
    Department: "1,2",
    Status: 5,
    ExtAttr: { Item: { Name: "爱好" } },
  }, SYSTEM);
  assert.deepEqual(user, {
    toUserName: CORP_ID,
    fromUserName: "sys",
    createTime: 1_700_000_000,
    kind: "event",
    event: "change_contact",
    changeType: "update_user",
    userId: "zhangsan",
    newUserId: "zhangsan001",
    department: "1,2",
    status: 5,
    extAttr: { item: { name: "爱好" } },
  });
});

Deno.test("messages of another kind or form are kept as unknown, with all their fields", () => {
  const nested = { A: { B: ["1", "2"] } };
  const unknown = sent("file", { MediaId: "m", ...nested });
  assert.ok(unknown.kind === "unknown");
  assert.deepEqual([unknown.msgType, unknown.msgId], ["file", MESSAGE_ID]);
  assert.deepEqual(unknown.fields.A, { B: ["1", "2"] });
  const others = [
    event("from_the_future", nested),
    event("subscribe", nested),
    event("template_card_event", nested),
    event("kf_msg_or_event", nested),
    event("change_contact", { ChangeType: "create_party", Id: "2", ...nested }, SYSTEM),
    event("change_external_contact", { ChangeType: "add_external_contact", ...nested }, SYSTEM),
    event("change_contact", { ChangeType: "from_the_future", ...nested }, SYSTEM),
    event("constructor", nested),
    sent("location", { Location_X: "north", ...nested }),
    parseMessage("<xml><InfoType>suite_ticket</InfoType><A><B>1</B><B>2</B></A></xml>"),
    parseMessage("<xml></xml>"),
  ];
  for (const other of others) assert.equal(other.kind, "unknown");
  const click = event("click", { EventKey: "k", AgentID: 1_000_002 });
  assert.deepEqual(click, {
    kind: "unknown",
    msgType: "event",
    event: "click",
    fromUserName: "zhangsan",
    fields: {
      ToUserName: CORP_ID,
      FromUserName: "zhangsan",
      CreateTime: "1700000000",
      MsgType: "event",
      Event: "click",
      EventKey: "k",
      AgentID: "1000002",
    },
  });
});

Deno.test("a message with two senders is not read as a message from one of them", () => {
  const text = writeXml({ ...HEAD, MsgType: "text", Content: "x", MsgId: "1" });
  const forged = [
    text.replace("</xml>", "<FromUserName>boss</FromUserName></xml>"),
    text.replace("</xml>", "<fromUserName>boss</fromUserName></xml>"),
  ];
  for (const xml of forged) {
    assert.equal(parseMessage(xml).kind, "unknown", xml);
  }
});

Deno.test("a text that is not XML is refused", () => {
  for (const text of ["", "{}", "<xml>", vectorOf("V5").plaintext]) {
    assert.equal(refusalOf(() => parseMessage(text)), "xml");
  }
});
