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
  assert.equal((await call("user/get", { access_token })).errcode, 41009);
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

Deno.test("departments are listed as far as the app's scope goes", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  const list = async (query: Record<string, string> = {}, name = "department/list") =>
    await call(name, { access_token, ...query });
  const idsOf = (found: unknown) => (found as { id: number }[]).map(({ id }) => id);
  assert.deepEqual(idsOf((await list()).department), [2, 3, 5]);
  const below = (await list({ id: "2" })).department as Record<string, unknown>[];
  assert.deepEqual(below.map(({ id, name, parentid }) => [id, name, parentid]), [
    [2, "研发部", 1],
    [5, "前端组", 2],
  ]);
  assert.deepEqual(idsOf((await list({ id: "3" }, "department/simplelist")).department_id), [3]);
  const { department } = await list({ id: "5" }, "department/get");
  assert.equal((department as { name: string }).name, "前端组");
  assert.equal((await list({ id: "99" })).errcode, 60003);
  assert.equal((await list({ id: "4" })).errcode, 60011);
  assert.equal((await list({ id: "all" })).errcode, 40058);
});

Deno.test("user/list and user/simplelist return a department's members, with fetch_child those below it", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  const list = async (query: Record<string, string>, name = "user/list") => {
    const answer = await call(name, { access_token, ...query });
    return { errcode: answer.errcode, users: (answer.userlist ?? []) as Record<string, unknown>[] };
  };
  const direct = await list({ department_id: "2" });
  assert.deepEqual(direct.users.map(({ userid, name, status }) => [userid, name, status]), [
    ["zhangsan", "张三", 1],
  ]);
  assert.equal("mobile" in direct.users[0]!, false);
  const all = await list({ department_id: "2", fetch_child: "1" });
  assert.deepEqual(all.users.map(({ userid }) => userid), ["zhangsan", "wangwu"]);
  const brief = await list({ department_id: "3" }, "user/simplelist");
  assert.deepEqual(brief.users, [
    { userid: "lisi", name: "李四", department: [3] },
    { userid: "zhaoliu", name: "赵六", department: [3] },
  ]);
  assert.equal((await list({ department_id: "4" })).errcode, 60011);
  assert.equal((await list({ department_id: "99" })).errcode, 60003);
  assert.equal((await list({})).errcode, 40058);
});
