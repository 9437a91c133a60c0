import assert from "node:assert/strict";
import { readEnvelope } from "packages/upstream_push/read_envelope.ts";

const uuid = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";

Deno.test("the inner body is read from a text and from an object, the type from a number and a text", () => {
  const inner = { vid: 1688000000000017, msg: "登陆缓存失效，请重新登录。" };
  const expected = { uuid, type: "100007", body: inner };
  const text = JSON.stringify(inner);
  assert.deepEqual(readEnvelope(JSON.stringify({ uuid, json: text, type: 100007 })), expected);
  assert.deepEqual(readEnvelope(JSON.stringify({ uuid, json: inner, type: "100007" })), expected);
});

Deno.test("large ids in the inner text keep every digit", () => {
  const json = `{"kf_id":25600000000000013,"send_userid":7881300000000042}`;
  const { body } = readEnvelope(JSON.stringify({ uuid, json, type: 102000 }));
  assert.deepEqual(body, { kf_id: "25600000000000013", send_userid: 7881300000000042 });
});

Deno.test("phone numbers in the inner text are masked", () => {
  const json = `{"user_id":1688000000000017,"mobile":"13800138000","content":"13800138000"}`;
  const { body } = readEnvelope(JSON.stringify({ uuid, json, type: 104001 }));
  assert.deepEqual(body, {
    user_id: 1688000000000017,
    mobile: "138******00",
    content: "13800138000",
  });
});

Deno.test("other names of the envelope's fields are known", () => {
  const body = { vid: 1 };
  for (const type of ["type", "msg_type", "event", "cmd"]) {
    for (const inner of ["json", "data", "payload"]) {
      const text = JSON.stringify({ clientUuid: uuid, [inner]: body, [type]: 100008 });
      assert.deepEqual(readEnvelope(text), { uuid, type: "100008", body }, `${type} ${inner}`);
    }
  }
  for (const name of ["uuid", "client_uuid", "clientUuid", "clientId"]) {
    assert.equal(readEnvelope(JSON.stringify({ [name]: uuid, json: "{}" })).uuid, uuid, name);
  }
  assert.equal(readEnvelope(`{"json":"{\\"uuid\\":\\"${uuid}\\"}","type":100012}`).uuid, uuid);
  assert.equal(readEnvelope(`{"json":{},"data":{"uuid":"${uuid}"}}`).uuid, uuid);
  assert.deepEqual(readEnvelope(`{"type":1,"vid":2}`).body, { type: 1, vid: 2 });
});

Deno.test("what cannot be parsed is kept as a text, without phone numbers", () => {
  const cut = `{"vid":1688000000000017,"mobile":"13800138000`;
  assert.deepEqual(readEnvelope(JSON.stringify({ uuid, json: cut, type: 100007 })), {
    uuid,
    type: "100007",
    body: `{"vid":1688000000000017,"mobile":"138****8000`,
  });
  assert.deepEqual(readEnvelope("<html>\0"), { uuid: "", type: "", body: "<html>" });
  assert.deepEqual(readEnvelope(""), { uuid: "", type: "", body: "" });
  assert.deepEqual(readEnvelope("[1]"), { uuid: "", type: "", body: [1] });
  assert.deepEqual(readEnvelope("null"), { uuid: "", type: "", body: "null" });
});

Deno.test("a body that is nested too deeply is kept as a text", () => {
  const json = "[".repeat(5_000) + "]".repeat(5_000);
  const { body } = readEnvelope(JSON.stringify({ uuid, json, type: 102000 }));
  assert.equal(body, `${json.slice(0, 8_000)}… (+2000)`);
  const whole = `{"uuid":"${uuid}","type":102000,"json":${json}}`;
  assert.equal(typeof readEnvelope(whole).body, "string");
});

Deno.test("a uuid or a type of a wrong kind or length is as if it were absent", () => {
  for (const wrong of [{}, [], true, null, 1.5, "x".repeat(65)]) {
    const { uuid, type } = readEnvelope(JSON.stringify({ uuid: wrong, type: wrong, json: "{}" }));
    assert.deepEqual({ uuid, type }, { uuid: "", type: "" });
  }
});

Deno.test("a byte order mark is ignored, and an infinite number does no harm", () => {
  assert.deepEqual(readEnvelope(`\ufeff{"uuid":"u","json":"{\\"a\\":1e999}","type":1}`), {
    uuid: "u",
    type: "1",
    body: { a: null },
  });
});

Deno.test("raw control characters in a text do not make a callback unreadable", () => {
  const raw = `{"uuid":"${uuid}","type":102000,"json":{"msg":"a\u0000\u0001b\nc"}}`;
  assert.deepEqual(readEnvelope(raw), { uuid, type: "102000", body: { msg: "ab c" } });
  const inner = JSON.stringify({ uuid, type: 102000, json: '{"msg":"a\u0000b"}' });
  assert.deepEqual(readEnvelope(inner).body, { msg: "ab" });
});

Deno.test("a long text that cannot be parsed is cut off", () => {
  const { body } = readEnvelope("x@".repeat(500_000));
  assert.equal((body as string).length, "… (+992000)".length + 8_000);
});
