import assert from "node:assert/strict";
import { createTestSimulator, otherCorp } from "simulators/wecom/test_simulator.ts";

Deno.test("user/get ignores case and returns no private fields", async () => {
  const { call, token } = createTestSimulator();
  const member = await call("user/get", { access_token: await token(), userid: "ZhangSan" });
  assert.equal(member.userid, "zhangsan");
  assert.equal(member.name, "张三");
  assert.deepEqual(member.department, [2]);
  assert.equal(member.status, 1);
  for (const field of ["mobile", "email", "gender", "avatar", "qr_code", "address", "biz_mail"]) {
    assert.equal(field in member, false, field);
  }
});

Deno.test("user/get shows a disabled member as status 2, and reaches departments below the scope", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  assert.equal((await call("user/get", { access_token, userid: "zhaoliu" })).status, 2);
  assert.deepEqual((await call("user/get", { access_token, userid: "wangwu" })).department, [5]);
});

Deno.test("user/get has the same errcode for unknown members and for those out of scope", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  assert.equal((await call("user/get", { access_token, userid: "nobody" })).errcode, 60111);
  assert.equal((await call("user/get", { access_token, userid: "qianba" })).errcode, 60111);
  assert.equal((await call("user/get", { access_token, userid: "a b" })).errcode, 40003);
  assert.equal((await call("user/get", { access_token })).errcode, 40003);
});

Deno.test("the same userid in another corp is another person", async () => {
  const { call, token } = createTestSimulator();
  const query = { access_token: await token(otherCorp), userid: "zhangsan" };
  assert.equal((await call("user/get", query)).name, "章姗");
});

Deno.test("business calls check the token before the parameters", async () => {
  const { call, token } = createTestSimulator();
  assert.equal((await call("user/get", {})).errcode, 41001);
  const inBody = await call("user/get", {}, { body: { access_token: await token() } });
  assert.equal(inBody.errcode, 41001);
  assert.equal((await call("user/get", { access_token: "x" })).errcode, 40014);
});
