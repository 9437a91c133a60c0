import assert from "node:assert/strict";
import { customerName } from "services/ai-reply/domain/customer_name.ts";

Deno.test("a name keeps its visible characters", () => {
  for (const name of ["客户小陈", "O'Brien <b>", "👨‍👩‍👧‍👦", "محمد"]) {
    assert.equal(customerName(name), name);
  }
  assert.equal(customerName("小陈 13800138000"), "小陈 138****8000");
});

Deno.test("a name has no line break, no bidirectional control character and no character that PostgreSQL rejects", () => {
  assert.equal(customerName("a\u0000\r\nb\u2028c"), "a b c");
  assert.equal(customerName("\u202e小陈\u2066"), "小陈");
  assert.equal(customerName("a\ud800"), "a\ufffd");
});

Deno.test("a name is cut to its limit, and empty without visible characters", () => {
  assert.equal(customerName("😀".repeat(10_000)), "😀".repeat(64));
  for (const blank of ["", "  ", "\u3164", "\u200d\u202e", "\u0000"]) {
    assert.equal(customerName(blank), "");
  }
});
