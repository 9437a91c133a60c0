import assert from "node:assert/strict";
import { redact } from "packages/platform/redact.ts";

Deno.test("secrets and contact data are masked, by field name and inside texts", () => {
  const shown = redact({
    access_token: "abc",
    Encrypt: "abc",
    code: "abc",
    member: { Mobile: "13800138000", biz_mail: "a@b.example", userid: "zhangsan", name: "张三" },
    texts: [
      "打 13800138000 或 +86 13912345678",
      "138 0013 8000，138-0013-8000，0086-13800138000，１３８００１３８０００",
      "写信到 li.si@corp.example",
      "订单 202601011380013800099",
    ],
    numbers: [13800138000, 1767225600000, 42],
    tokens_used: 120,
    errcode: 40001,
    empty: { ticket: "" },
  });
  assert.deepEqual(shown, {
    access_token: "[redacted]",
    Encrypt: "[redacted]",
    code: "[redacted]",
    member: { Mobile: "[redacted]", biz_mail: "[redacted]", userid: "zhangsan", name: "张三" },
    texts: [
      "打 138****8000 或 139****5678",
      "138****8000，138****8000，138****8000，１３８****８０００",
      "写信到 ***@corp.example",
      "订单 202601011380013800099",
    ],
    numbers: ["138****8000", 1767225600000, 42],
    tokens_used: 120,
    errcode: 40001,
    empty: { ticket: "" },
  });
});

Deno.test("a time stays readable", () => {
  assert.deepEqual(redact({ sentAt: new Date(0) }), { sentAt: "1970-01-01T00:00:00.000Z" });
  assert.deepEqual(redact([{ at: [new Date(1_000)] }, new Date(NaN)]), [
    { at: ["1970-01-01T00:00:01.000Z"] },
    null,
  ]);
  assert.deepEqual(redact({ url: new URL("https://example.com/a"), big: 7n }), {
    url: "https://example.com/a",
    big: "7",
  });
});
