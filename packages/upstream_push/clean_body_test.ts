import assert from "node:assert/strict";
import { cleanBody } from "packages/upstream_push/clean_body.ts";

Deno.test("telephone numbers are masked at every depth, also as numbers and in lists", () => {
  const body = {
    mobile: "13800138000",
    list: [{ remark_phone: ["13900139000", "021-88886666"], source_info: { mobile: 13700137000 } }],
    phone: [{ value: "13600136000" }],
    userInfo: { Mobile: "+8613500135000", tel: "07551234567" },
  };
  assert.deepEqual(cleanBody(body), {
    mobile: "138******00",
    list: [{
      remark_phone: ["139******00", "021*******66"],
      source_info: { mobile: "137******00" },
    }],
    phone: [{ value: "136******00" }],
    userInfo: { Mobile: "+86*********00", tel: "075******67" },
  });
});

Deno.test("a mobile number as account name, nickname or value of an own field is masked", () => {
  const body = { acctid: "13800138000", SelfAttrInfo: [{ name: "手机", value: "138 0013 8000" }] };
  assert.deepEqual(cleanBody(body), {
    acctid: "138******00",
    SelfAttrInfo: [{ name: "手机", value: "138********00" }],
  });
});

Deno.test("texts of messages and ids keep their digits", () => {
  const body = {
    content: "13800138000",
    msg: "打 13900139000",
    room_conversation_id: "10800000000000077",
    user_id: 1688000000000017,
    server_id: 13800138000,
    seq: "13800138000",
    labelid: ["13800138000"],
    mobile: "",
    isPhone: false,
    phone_type: 1,
  };
  assert.deepEqual(cleanBody(body), body);
});

Deno.test("what PostgreSQL cannot store is removed, in values and in names", () => {
  const body = { "na\0me": "a\0b\x01\x1f\tc\r\nd", half: "\ud83d", endless: Infinity };
  assert.deepEqual(cleanBody(body), { name: "ab\tc\r\nd", half: "\ufffd", endless: null });
});

Deno.test("a value that is nested too deeply is refused", () => {
  const deep = JSON.parse("[".repeat(66) + "]".repeat(66));
  assert.throws(() => cleanBody(deep), RangeError);
});
