import assert from "node:assert/strict";
import { maskPhone } from "packages/upstream_push/mask_phone.ts";

Deno.test("of a telephone number only the ends stay readable", () => {
  assert.equal(maskPhone("13800138000"), "138******00");
  assert.equal(maskPhone("+86 13800138000"), "+86**********00");
  assert.equal(maskPhone("10086"), "*****");
  assert.equal(maskPhone(""), "");
});
