import assert from "node:assert/strict";
import { redactPayload } from "services/upstream-bridge/log/redact_payload.ts";

Deno.test("no code, key, QR code, password or telephone number is logged, and only the beginning of a uuid", () => {
  const payload = redactPayload({
    uuid: "0123456789abcdef0123456789abcdef",
    data: { Uuid: "fedcba9876543210", mobile: "13800138000", nested: [{ qrcode_data: "/9j/4A" }] },
    code: "123456",
    qrcodeKey: "ABCDEF",
    Qrcode_key: "ABCDEF",
    key: "ABCDEF",
    passward: "secret",
    message: "call 13800138000",
    errcode: -11025,
    ok: true,
    empty: undefined,
  });
  const text = JSON.stringify(payload);
  for (const secret of ["0123456789", "fedcba9", "138001", "4A", '123456"', "ABCDEF", "secret"]) {
    assert.ok(!text.includes(secret), `${secret} in ${text}`);
  }
  assert.equal(payload.uuid, "012345");
  assert.equal(payload.errcode, -11025);
  assert.equal(payload.ok, true);
});

Deno.test("a payload of any size and depth fits, and the database can store its texts", () => {
  const deep = (depth: number): unknown => depth === 0 ? "end" : { inner: deep(depth - 1) };
  const payload = redactPayload({
    text: "字".repeat(10_000),
    list: Array.from({ length: 1000 }, () => "x"),
    deep: deep(1000),
    broken: "\0\ud800",
  });
  assert.ok(JSON.stringify(payload).length < 1000);
  assert.equal(payload.broken, "\ufffd\ufffd");
});
