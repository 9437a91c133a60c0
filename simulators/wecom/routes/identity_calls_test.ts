import assert from "node:assert/strict";
import {
  authorizeUrl,
  corpId,
  createTestSimulator,
  loginUrl,
  otherCorp,
} from "simulators/wecom/test_simulator.ts";

const privateUrl = authorizeUrl({ scope: "snsapi_privateinfo" });

Deno.test("a code returns the userid once", async () => {
  const { call, code, token } = createTestSimulator();
  const query = { access_token: await token(), code: await code("ZhangSan") };
  assert.deepEqual(await call("auth/getuserinfo", query), {
    errcode: 0,
    errmsg: "ok",
    userid: "zhangsan",
  });
  assert.equal((await call("auth/getuserinfo", query)).errcode, 40029);
});

Deno.test("an unused code expires after five minutes", async () => {
  const { call, code, control, token } = createTestSimulator();
  const access_token = await token();
  const early = await code("lisi");
  const late = await code("lisi");
  await control("clock", { advanceMs: 299_999 });
  assert.equal((await call("auth/getuserinfo", { access_token, code: early })).errcode, 0);
  await control("clock", { advanceMs: 1 });
  assert.equal((await call("auth/getuserinfo", { access_token, code: late })).errcode, 40029);
});

Deno.test("the token of another app cannot use a code, and the code stays valid", async () => {
  const { call, code, token } = createTestSimulator();
  const issued = await code("lisi");
  const foreign = { access_token: await token(otherCorp), code: issued };
  assert.equal((await call("auth/getuserinfo", foreign)).errcode, 40029);
  const own = { access_token: await token(), code: issued };
  assert.equal((await call("auth/getuserinfo", own)).userid, "lisi");
});

Deno.test("a code sent to a domain that the app does not trust answers 50001", async () => {
  const { call, code, control, token } = createTestSimulator();
  const issued = await code("lisi");
  const trust = (trustedDomains: string[]) =>
    control("cast", { corps: [{ id: corpId, agents: [{ id: 1000002, trustedDomains }] }] });
  const query = { access_token: await token(), code: issued };
  await trust(["127.0.0.1:3001"]);
  assert.equal((await call("auth/getuserinfo", query)).errcode, 50001);
  await trust(["127.0.0.1:3000"]);
  assert.equal((await call("auth/getuserinfo", query)).errcode, 0);
});

Deno.test("missing and unknown codes have different errcodes", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  assert.equal((await call("auth/getuserinfo", { access_token })).errcode, 41008);
  assert.equal((await call("auth/getuserinfo", { access_token, code: "x" })).errcode, 40029);
});

Deno.test("a person who is not a member has an openid, and a customer also an external_userid", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const outsider = await call("auth/getuserinfo", { access_token, code: await code("outsider") });
  assert.deepEqual(Object.keys(outsider), ["errcode", "errmsg", "openid"]);
  const customer = await call("auth/getuserinfo", { access_token, code: await code("customer") });
  assert.deepEqual(Object.keys(customer), ["errcode", "errmsg", "openid", "external_userid"]);
  assert.equal(customer.external_userid, "wm-demo-1");
});

Deno.test("a member outside the visible scope has a userid but no ticket and no directory entry", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const info = await call("auth/getuserinfo", {
    access_token,
    code: await code("qianba", authorizeUrl()),
  });
  assert.deepEqual(info, { errcode: 0, errmsg: "ok", userid: "qianba" });
  assert.equal((await call("user/get", { access_token, userid: "qianba" })).errcode, 60111);
});

Deno.test("only a privateinfo authorize with agentid gives a user_ticket", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const hasTicket = async (url: string) =>
    "user_ticket" in
      await call("auth/getuserinfo", { access_token, code: await code("lisi", url) });
  assert.equal(await hasTicket(loginUrl()), false);
  assert.equal(await hasTicket(authorizeUrl()), false);
  assert.equal(
    await hasTicket(authorizeUrl({ scope: "snsapi_privateinfo", agentid: null })),
    false,
  );
  assert.equal(await hasTicket(privateUrl), true);
});

Deno.test("getuserdetail shows what the member agreed to, again and again for 1800 seconds", async () => {
  const { call, code, control, token } = createTestSimulator();
  const access_token = await token();
  const ticketFor = async (url: string) =>
    (await call("auth/getuserinfo", { access_token, code: await code("lisi", url) })).user_ticket;
  const detail = async (user_ticket: unknown) =>
    await call("auth/getuserdetail", { access_token }, { body: { user_ticket } });
  const all = await ticketFor(privateUrl);
  const { mobile, email, gender, userid } = await detail(all);
  assert.deepEqual(
    { mobile, email, gender, userid },
    { mobile: "13800000002", email: "lisi@example.com", gender: "2", userid: "lisi" },
  );
  const some = await detail(await ticketFor(`${privateUrl}&sim_share=&sim_share=email`));
  assert.deepEqual(
    [some.email, some.gender, "mobile" in some],
    ["lisi@example.com", "0", false],
  );
  await control("clock", { advanceMs: 1_799_999 });
  assert.equal((await detail(all)).errcode, 0);
  await control("clock", { advanceMs: 1 });
  assert.equal((await detail(all)).errcode, 84014);
});

Deno.test("getuserdetail refuses tickets that are missing, unknown or another app's", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const info = await call("auth/getuserinfo", {
    access_token,
    code: await code("lisi", privateUrl),
  });
  const detail = async (access_token: string, body: unknown) =>
    await call("auth/getuserdetail", { access_token }, { body });
  assert.equal((await detail(access_token, {})).errcode, 40063);
  assert.equal((await detail(access_token, { user_ticket: "x" })).errcode, 84015);
  const foreign = await detail(await token(otherCorp), { user_ticket: info.user_ticket });
  assert.equal(foreign.errcode, 84015);
  const garbled = await detail(access_token, "{not json");
  assert.match(garbled.errmsg, /^Warning: wrong json format\. some parameters are empty, hint: /);
});
