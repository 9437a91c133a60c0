import assert from "node:assert/strict";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { refusal } from "packages/wecom/testing/fake_wecom.ts";
import { openFakeClient } from "packages/wecom/testing/fake_client.ts";

Deno.test("a member's login code yields the member", async () => {
  await using t = openFakeClient({
    "auth/getuserinfo": () => ({ errcode: 0, errmsg: "ok", userid: "zhangsan" }),
  });
  assert.deepEqual(await t.client.getUserInfo("code-1"), { kind: "member", userId: "zhangsan" });
  assert.deepEqual(t.wecom.journal[0]?.query, { code: "code-1", access_token: "t1" });
});

Deno.test("a code of a person outside the corp never yields a member", async () => {
  const answers = [
    { errcode: 0, openid: "o-1", external_userid: "wm-demo-1" },
    { errcode: 0, openid: "o-2", userid: "" },
  ];
  await using t = openFakeClient({ "auth/getuserinfo": ({ nth }) => answers[nth - 1]! });
  assert.deepEqual(await t.client.getUserInfo("c"), {
    kind: "outsider",
    openId: "o-1",
    externalUserId: "wm-demo-1",
  });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "outsider", openId: "o-2" });
});

Deno.test("an answer with both userid and openid, or with neither, is refused", async () => {
  const answers = [{ errcode: 0, userid: "zhangsan", openid: "o-1" }, { errcode: 0, errmsg: "ok" }];
  await using t = openFakeClient({ "auth/getuserinfo": ({ nth }) => answers[nth - 1]! });
  for (const _ of answers) {
    await assert.rejects(
      t.client.getUserInfo("c"),
      (error) => error instanceof WecomUnreachableError && error.reason === "malformed_body",
    );
  }
});

Deno.test("a linked corp's member keeps the prefix of that corp", async () => {
  const ids = ["ww0123456789abcdef/zhangsan", "wwfedcba9876543210/zhangsan"];
  await using t = openFakeClient({
    "auth/getuserinfo": ({ nth }) => ({ userid: ids[nth - 1] }),
  });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "member", userId: "zhangsan" });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "member", userId: ids[1] });
});

Deno.test("a login code is sent again only when WeCom has not processed it", async () => {
  await using t = openFakeClient({
    "auth/getuserinfo": ({ query, nth }) =>
      query.code === "lost"
        ? new Response("", { status: 504 })
        : nth < 3
        ? { errcode: -1, errmsg: "system busy" }
        : { userid: "lisi" },
  });
  await assert.rejects(t.client.getUserInfo("lost"), WecomUnreachableError);
  assert.equal(t.wecom.count("auth/getuserinfo"), 1);
  assert.deepEqual(await t.client.getUserInfo("busy"), { kind: "member", userId: "lisi" });
});

Deno.test("a used login code is an error of class user", async () => {
  await using t = openFakeClient({ "auth/getuserinfo": () => refusal(40029, "invalid code") });
  await assert.rejects(
    t.client.getUserInfo("spent"),
    (error) => error instanceof WecomError && error.class === "user",
  );
});

Deno.test("a member of the directory has name, departments and status", async () => {
  await using t = openFakeClient({
    "user/get": ({ query }) => ({
      errcode: 0,
      errmsg: "ok",
      userid: query.userid,
      name: "张三",
      department: [1, 2],
      order: [1, 2],
      position: "后端工程师",
      alias: "",
      main_department: 1,
      status: query.userid === "zhaoliu" ? 2 : 1,
      extattr: { attrs: [] },
    }),
  });
  assert.deepEqual(await t.client.getUser("zhangsan"), {
    userId: "zhangsan",
    name: "张三",
    departments: [1, 2],
    status: "active",
  });
  assert.equal((await t.client.getUser("zhaoliu")).status, "disabled");
});

Deno.test("the app has its scope and domain, and its id is a string", async () => {
  await using t = openFakeClient({
    "agent/get": ({ query }) => ({
      errcode: 0,
      agentid: Number(query.agentid),
      name: "扫码登录",
      allow_userinfos: { user: [{ userid: "zhangsan" }, { userid: "lisi" }] },
      allow_partys: { partyid: [1] },
      close: 0,
      redirect_domain: "crm.example.com",
      home_url: "",
    }),
  });
  assert.deepEqual(await t.client.getAgent(), {
    agentId: "1000002",
    name: "扫码登录",
    allowedUserIds: ["zhangsan", "lisi"],
    allowedDepartments: [1],
    allowedTags: [],
    isClosed: false,
    redirectDomain: "crm.example.com",
  });
});
