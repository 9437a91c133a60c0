import assert from "node:assert/strict";
import { readPush } from "services/upstream-bridge/domain/pushes/read_push.ts";

const uuid = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const OWN = "1688000000000017";

function read(type: string, body: unknown) {
  return readPush({ uuid, type, body }, OWN);
}

function stateOf(type: string, body: unknown) {
  const push = read(type, body);
  return push.kind === "state" ? push.state : undefined;
}

const scan = {
  Vid: 1688000000000017,
  Qrcode_key: "0123456789ABCDEF0123456789ABCDEF",
  Corpid: 1970320000000001,
  Nick_name: "测试号",
  Icon_url: "https://img.example/a",
  Logo: "https://img.example/l",
};

const success = {
  user_id: 1688000000000017,
  nickname: "测试号",
  realname: "甲",
  acctid: "tester",
  avatar: "https://img.example/a",
  mobile: "138******00",
  corp_id: 1970320000000001,
  corp_name: "示例企业",
  Vid: 0,
  Corpid: 0,
  Create_time: 0,
  Corp_name: "",
};

Deno.test("the callbacks of a QR code name its key", () => {
  const qrcodeKey = scan.Qrcode_key;
  assert.deepEqual(stateOf("100001", scan), { kind: "qr_scanned", qrcodeKey });
  assert.deepEqual(stateOf("100002", scan), { kind: "qr_confirmed", qrcodeKey });
  assert.deepEqual(stateOf("100003", scan), { kind: "qr_cancelled", qrcodeKey });
  assert.deepEqual(stateOf("100004", scan), { kind: "code_required", qrcodeKey });
  assert.deepEqual(stateOf("100004", {}), { kind: "code_required" });
});

Deno.test("the identity of a login is the first id that is not 0: Vid is 0 there", () => {
  assert.deepEqual(stateOf("104001", success), {
    kind: "success",
    vid: "1688000000000017",
    corpId: "1970320000000001",
    profile: {
      nickname: "测试号",
      realname: "甲",
      corpName: "示例企业",
      avatar: "https://img.example/a",
      maskedMobile: "138******00",
    },
  });
  assert.deepEqual(stateOf("104001", { Vid: 0, Corpid: 0 }), {
    kind: "success",
    vid: null,
    corpId: null,
    profile: null,
  });
});

Deno.test("a switch of the company names the new member, not the old one", () => {
  const body = { this_vid: 1688000000000017, vid: 1688000000000099, corpid: 1970320000000009 };
  const state = stateOf("100006", body);
  assert.ok(state?.kind === "corp_switched");
  assert.equal(state.vid, "1688000000000099");
  assert.equal(state.corpId, "1970320000000009");
});

Deno.test("a loss is recognised by its type alone, whatever its text says", () => {
  for (const msg of ["登陆缓存失效，请重新登录。", "登录成功", "", undefined]) {
    const body = { vid: 1688000000000017, msg };
    assert.deepEqual(stateOf("100005", body), { kind: "ended_by_phone" });
    assert.deepEqual(stateOf("100007", body), { kind: "disconnected" });
    assert.deepEqual(stateOf("100008", body), { kind: "kicked" });
    assert.deepEqual(stateOf("100009", body), { kind: "qr_expired" });
    assert.deepEqual(stateOf("100012", { ...body, uuid }), { kind: "second_verify" });
  }
});

Deno.test("no word of a person changes the state", () => {
  const words = ["断开", "offline", "disconnect", "其他设备登录", "登录成功", '"isLogin":true'];
  for (const content of words) {
    const push = read("102000", { sender: 7881300000000042, msgtype: 2, server_id: 1, content });
    assert.ok(push.kind === "message");
    assert.equal(push.message.refusal, null);
  }
});

Deno.test("a message with the type of a scan is a message", () => {
  const body = { msgtype: 4, server_id: 7000009, sender: 7881300000000042, content: {} };
  const push = read("100001", body);
  assert.ok(push.kind === "message");
  assert.equal(push.name, "message");
  assert.equal(push.message.kind, "merged");
  assert.equal(read("100001", { ...body, Qrcode_key: "K" }).kind, "state");
});

Deno.test("rooms, contacts and labels are kept under their names", () => {
  const names = {
    "115001": "room.created",
    "115009": "room.changed",
    "116001": "contact.request",
    "116002": "contact.changed",
    "116005": "chat.flags",
    "130002": "label.company",
  };
  for (const [type, name] of Object.entries(names)) {
    assert.deepEqual(read(type, { list: [] }), { kind: "other", name });
  }
});

Deno.test("an unknown type and a body without fields have no effect", () => {
  for (const type of ["100010", "100011", "999999", "", "constructor", "toString"]) {
    assert.deepEqual(read(type, {}), { kind: "unknown", name: "upstream.unknown" });
  }
  for (const body of ["{broken", "", null, [], [1], 7]) {
    assert.deepEqual(read("100007", body), { kind: "unknown", name: "callback.unparsed" });
  }
});
