import assert from "node:assert/strict";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { refusal } from "packages/wecom/testing/stand_in.ts";
import { openStandInClient } from "packages/wecom/testing/stand_in_client.ts";

Deno.test("a code of a member gives the member, with a ticket only if there is one", async () => {
  await using t = openStandInClient({
    "auth/getuserinfo": ({ query }) => ({
      errcode: 0,
      errmsg: "ok",
      userid: "zhangsan",
      ...(query.code === "with" ? { user_ticket: "ticket-1" } : {}),
    }),
  });
  assert.deepEqual(await t.client.getUserInfo("without"), { kind: "member", userId: "zhangsan" });
  assert.deepEqual(await t.client.getUserInfo("with"), {
    kind: "member",
    userId: "zhangsan",
    userTicket: "ticket-1",
  });
  assert.deepEqual(t.wecom.journal[0]?.query, { code: "without", access_token: "t1" });
});

Deno.test("a stranger's code is never a member", async () => {
  const answers = [
    { errcode: 0, openid: "o-1", external_userid: "wm-demo-1" },
    { errcode: 0, openid: "o-2", userid: "" },
  ];
  await using t = openStandInClient({ "auth/getuserinfo": ({ nth }) => answers[nth - 1]! });
  assert.deepEqual(await t.client.getUserInfo("c"), {
    kind: "outsider",
    openId: "o-1",
    externalUserId: "wm-demo-1",
  });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "outsider", openId: "o-2" });
});

Deno.test("an answer with both identities or none is refused", async () => {
  const answers = [{ errcode: 0, userid: "zhangsan", openid: "o-1" }, { errcode: 0, errmsg: "ok" }];
  await using t = openStandInClient({ "auth/getuserinfo": ({ nth }) => answers[nth - 1]! });
  for (const _ of answers) {
    await assert.rejects(
      t.client.getUserInfo("c"),
      (error) => error instanceof WecomUnreachableError && error.reason === "malformed_body",
    );
  }
});

Deno.test("a linked corp's member does not look like one of ours", async () => {
  const ids = ["ww0123456789abcdef/zhangsan", "wwfedcba9876543210/zhangsan"];
  await using t = openStandInClient({
    "auth/getuserinfo": ({ nth }) => ({ userid: ids[nth - 1] }),
  });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "member", userId: "zhangsan" });
  assert.deepEqual(await t.client.getUserInfo("c"), { kind: "member", userId: ids[1] });
});

Deno.test("a code that may be used up is not sent again, one that was not processed is", async () => {
  await using t = openStandInClient({
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

Deno.test("a spent code is the person's affair", async () => {
  await using t = openStandInClient({ "auth/getuserinfo": () => refusal(40029, "invalid code") });
  await assert.rejects(
    t.client.getUserInfo("spent"),
    (error) => error instanceof WecomError && error.class === "user",
  );
});

Deno.test("a directory entry comes typed, with what WeCom withholds left out", async () => {
  await using t = openStandInClient({
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
    mainDepartment: 1,
    status: "active",
    position: "后端工程师",
  });
  assert.equal((await t.client.getUser("zhaoliu")).status, "disabled");
});

Deno.test("what a member agreed to show comes by the ticket, which travels in the body", async () => {
  await using t = openStandInClient({
    "auth/getuserdetail": () => ({
      errcode: 0,
      userid: "zhangsan",
      gender: "1",
      mobile: "13800000000",
      biz_mail: "zhangsan@example.com",
    }),
  });
  assert.deepEqual(await t.client.getUserDetail("ticket-1"), {
    userId: "zhangsan",
    gender: "male",
    mobile: "13800000000",
    bizMail: "zhangsan@example.com",
  });
  const seen = t.wecom.journal[0]!;
  assert.deepEqual([seen.method, seen.body], ["POST", { user_ticket: "ticket-1" }]);
  assert.deepEqual(seen.query, { access_token: "t1" });
});

Deno.test("the app describes itself, its id as a string", async () => {
  await using t = openStandInClient({
    "agent/get": ({ query }) => ({
      errcode: 0,
      agentid: Number(query.agentid),
      name: "扫码登录",
      allow_userinfos: { user: [{ userid: "zhangsan" }, { userid: "lisi" }] },
      allow_partys: { partyid: [1] },
      close: 0,
      redirect_domain: "crm.example.com",
      isreportenter: 1,
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
    reportsLocation: false,
    reportsEnter: true,
  });
});
