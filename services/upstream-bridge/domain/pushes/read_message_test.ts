import assert from "node:assert/strict";
import { parseLossless } from "packages/platform/lossless_json.ts";
import type { PushName } from "services/upstream-bridge/domain/pushes/push_names.ts";
import { readMessage } from "services/upstream-bridge/domain/pushes/read_message.ts";
import { recordOf } from "services/upstream-bridge/domain/wire_fields.ts";

const OWN = "1688000000000017";

const single = `{"flag":16777216,"kf_id":0,"receiver":1688000000000017,"sender":7881300000000042,
"sender_name":"","is_room":0,"server_id":7000002,"msg_id":1000002,"content":"在吗","issync":false,
"send_time":1760000300,"referid":0,"app_info":"1","readuinscount":0,"msgtype":2,"atList":[]}`;

const room = `{"flag":83886080,"kf_id":0,"receiver":0,"sender":7881300000000042,"sender_name":"丙",
"is_room":1,"room_conversation_id":"10800000000000077","server_id":7000003,"msg_id":1000003,
"content":"大家好","issync":false,"send_time":1760000301,"referid":0,"app_info":"2","msgtype":2}`;

function read(text: string, change: Record<string, unknown> = {}, name: PushName = "message") {
  return readMessage(name, { ...recordOf(parseLossless(text)), ...change }, OWN);
}

Deno.test("a text of one person", () => {
  assert.deepEqual(read(single), {
    kind: "text",
    msgType: 2,
    msgId: "1000002",
    serverId: "7000002",
    direction: "inbound",
    isRoom: false,
    chatId: "7881300000000042",
    senderId: "7881300000000042",
    senderName: "",
    kfId: null,
    text: "在吗",
    refersTo: null,
    isReplay: false,
    sentAt: 1760000300000,
    refusal: null,
    isNewFromPerson: true,
  });
});

Deno.test("a text in a room belongs to the room, never to the chat with its sender", () => {
  const message = read(room);
  assert.equal(message.isRoom, true);
  assert.equal(message.chatId, "10800000000000077");
  assert.equal(message.senderId, "7881300000000042");
  assert.equal(read(room, { is_room: undefined }).chatId, "10800000000000077");
  assert.equal(read(room, { is_room: 0 }).chatId, "10800000000000077");
  assert.equal(read(room, { room_conversation_id: undefined }).chatId, null);
});

Deno.test("room and customer-service ids keep every digit", () => {
  const text = `{"kf_id":25600000000000013,"room_conversation_id":10800000000000077,"msgtype":2}`;
  assert.equal(read(text).kfId, "25600000000000013");
  assert.equal(read(text).chatId, "10800000000000077");
});

Deno.test("a text typed on the phone is the account's own, in the chat with its receiver", () => {
  const message = read(single, { sender: 1688000000000017, receiver: 7881300000000042 });
  assert.equal(message.direction, "own");
  assert.equal(message.chatId, "7881300000000042");
  assert.equal(message.isNewFromPerson, false);
  assert.equal(read(room, { sender: OWN }).isNewFromPerson, false);
});

Deno.test("an operation on an earlier message and a replay are not new", () => {
  assert.equal(read(single, { referid: 7000001 }).refersTo, "7000001");
  assert.equal(read(single, { referid: 7000001 }).isNewFromPerson, false);
  assert.equal(read(single, { referid: undefined }).isNewFromPerson, true);
  assert.equal(read(single, { issync: true }).isReplay, true);
  assert.equal(read(single, { issync: "true" }).isNewFromPerson, false);
  assert.equal(read(single, { issync: undefined }).isNewFromPerson, true);
});

Deno.test("control and system messages are not from a person", () => {
  for (const msgtype of [2001, 2115, 2118, 2131, 2160, 2161, 2314]) {
    assert.equal(read(single, { msgtype }).kind, "control");
    assert.equal(read(single, { msgtype }).isNewFromPerson, false);
  }
  for (const msgtype of [529, 573, 1001, 1011, 1043, 2055, 2063, 10002, 1999, 3000]) {
    assert.equal(read(single, { msgtype }).isNewFromPerson, false, String(msgtype));
  }
  assert.equal(read(single, { msgtype: 999 }).kind, "other");
  assert.equal(read(single, { msgtype: 999 }).isNewFromPerson, true);
  assert.equal(read(single, { sender: 0 }).isNewFromPerson, false);
});

Deno.test("every name of a field that a build may use is read", () => {
  const drifted = {
    msgType: "0",
    fromUser: "7881300000000042",
    toUser: 1688000000000017,
    newMsgId: 7000005,
    msgId: 8,
    createTime: 1760000400123,
    content: "好",
  };
  const message = readMessage("message", drifted, OWN);
  assert.equal(message.kind, "text");
  assert.equal(message.text, "好");
  assert.equal(message.chatId, "7881300000000042");
  assert.equal(message.serverId, "7000005");
  assert.equal(message.msgId, "8");
  assert.equal(message.sentAt, 1760000400123);
  for (const name of ["roomId", "room_id", "roomid"]) {
    const { isRoom, chatId } = readMessage("message", { ...drifted, [name]: "108" }, OWN);
    assert.deepEqual({ isRoom, chatId }, { isRoom: true, chatId: "108" });
  }
});

Deno.test("content that is an object is no text", () => {
  assert.equal(read(single, { msgtype: 213, content: { title: "接龙" } }).kind, "solitaire");
  assert.equal(read(single, { msgtype: 213, content: { title: "接龙" } }).text, null);
  assert.equal(read(single, { content: { title: "接龙" } }).text, null);
});

Deno.test("the mark of a notice says whether the account is restricted or the recipient refused", () => {
  const refusal = (change: Record<string, unknown>, name?: PushName) =>
    read(single, { msgtype: 1011, ...change }, name).refusal;
  assert.equal(refusal({ app_info: "spam_block_1" }), "account_restricted");
  assert.equal(refusal({ app_info: "1_need_verify" }), "recipient_deleted");
  assert.equal(refusal({ app_info: "spam_block_1_blacklist" }), "recipient_blocked");
  assert.equal(refusal({ app_info: "7" }), null);
  assert.equal(refusal({}, "message.rejected_deleted"), "recipient_deleted");
  assert.equal(refusal({}, "message.rejected_blocked"), "recipient_blocked");
  assert.equal(refusal({ msgtype: 2, app_info: "spam_block", content: "spam_block" }), null);
});

Deno.test("fields of wrong types are as if they were absent", () => {
  const message = readMessage("message", {
    msgtype: {},
    sender: [],
    receiver: null,
    server_id: "x",
    send_time: "yesterday",
    issync: "maybe",
    sender_name: { a: 1 },
  }, OWN);
  assert.equal(message.kind, "other");
  assert.equal(message.chatId, null);
  assert.equal(message.serverId, null);
  assert.equal(message.sentAt, null);
  assert.equal(message.senderName, "");
});
