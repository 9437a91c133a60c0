import assert from "node:assert/strict";
import { dedupeKeyOf } from "services/upstream-bridge/domain/pushes/dedupe_key.ts";

const vid = "1688000000000017";
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

const text = {
  sender: 7881300000000042,
  receiver: 1688000000000017,
  is_room: 0,
  server_id: 7000002,
  msg_id: 1000002,
  referid: 0,
  msgtype: 2,
  content: "在吗",
};

function key(
  body: unknown,
  { uuid = "u1", type = "102000", receivedAt = START, owner = vid as string | null } = {},
) {
  return dedupeKeyOf({ uuid, type, body }, { vid: owner, receivedAt });
}

Deno.test("a replay by a new instance, days later and with another msg_id, has the same key", () => {
  const replay = { ...text, msg_id: 9, issync: true };
  assert.deepEqual(key(replay, { uuid: "u2", receivedAt: START + 5_000 * MINUTE }), key(text));
  assert.deepEqual(key(text, { type: "100001" }), key(text));
  assert.equal(key(text).earlierKey, undefined);
});

Deno.test("different messages have different keys", () => {
  const others = [
    key({ ...text, server_id: 7000003 }),
    key({ ...text, sender: 7881300000000043 }),
    key({ ...text, room_conversation_id: "10800000000000077" }),
    key({ ...text, referid: 7000001 }),
    key({ ...text, msgtype: 2001 }),
    key(text, { type: "102001" }),
    key(text, { owner: "1688000000000018" }),
    key(text, { owner: null }),
  ];
  assert.equal(new Set([...others, key(text)].map((one) => one.key)).size, others.length + 1);
});

Deno.test("an event is the same within its window, whatever the order of its fields", () => {
  const first = key({ vid: 1, msg: "a" }, { type: "100007" });
  const again = key({ msg: "a", vid: 1 }, { type: "100007", receivedAt: START + MINUTE });
  assert.deepEqual(again, first);
  const nextWindow = key({ vid: 1, msg: "a" }, {
    type: "100007",
    receivedAt: START + 10 * MINUTE,
  });
  assert.notEqual(nextWindow.key, first.key);
  assert.equal(nextWindow.earlierKey, first.key);
});

Deno.test("an event of another instance, type, content or of an hour later is another event", () => {
  const first = key({ Qrcode_key: "K" }, { type: "100001" });
  for (
    const other of [
      key({ Qrcode_key: "K" }, { type: "100002" }),
      key({ Qrcode_key: "K" }, { type: "100001", uuid: "u2" }),
      key({ Qrcode_key: "L" }, { type: "100001" }),
      key({ Qrcode_key: "K" }, { type: "100001", receivedAt: START + 60 * MINUTE }),
    ]
  ) {
    assert.notEqual(other.key, first.key);
    assert.notEqual(other.earlierKey, first.key);
  }
});

Deno.test("bodies that could not be parsed have keys too", () => {
  for (const body of ["{broken", null, [], 7]) assert.match(key(body).key, /^[0-9a-f]{64}$/);
  assert.notEqual(key("a").key, key("b").key);
  assert.notEqual(key({ ...text, server_id: 0 }).earlierKey, undefined);
});
