import assert from "node:assert/strict";
import {
  callbackUrl,
  corpId,
  createTestSimulator,
  loginUrl,
  publicUrl,
} from "simulators/wecom/test_simulator.ts";

Deno.test("with sim_user and sim_action the page redirects at once with code, state and appid", async () => {
  const { send } = createTestSimulator();
  const response = await send(`${loginUrl()}&sim_user=lisi&sim_action=confirm`);
  assert.equal(response.status, 302);
  const location = new URL(response.headers.get("location") ?? "");
  assert.equal(location.origin + location.pathname, callbackUrl);
  assert.deepEqual([...location.searchParams.keys()], ["code", "state", "appid"]);
  assert.equal(location.searchParams.get("state"), "s1");
  assert.equal(location.searchParams.get("appid"), corpId);
});

Deno.test("the redirect keeps the given query as it is and goes before a fragment", async () => {
  const { send } = createTestSimulator();
  const redirect_uri = `${callbackUrl}?a=%2Fx&b#/login`;
  const response = await send(
    `${loginUrl({ redirect_uri, state: null })}&sim_user=lisi&sim_action=confirm`,
  );
  const location = response.headers.get("location") ?? "";
  assert.match(location, /\/callback\?a=%2Fx&b&code=[\w-]{43}&appid=ww0123456789abcdef#\/login$/);
});

Deno.test("the redirect has the state unchanged", async () => {
  const { send } = createTestSimulator();
  const state = "web_login@gyoss9 &=#+/中";
  const response = await send(`${loginUrl({ state })}&sim_user=lisi&sim_action=confirm`);
  const location = new URL(response.headers.get("location") ?? "");
  assert.equal(location.searchParams.get("state"), state);
});

Deno.test("after cancelling the login page stays open", async () => {
  const { send } = createTestSimulator();
  const current = await send(`${loginUrl()}&sim_user=lisi&sim_action=deny`);
  assert.equal(current.status, 200);
  assert.match(await current.text(), /已在手机上取消/);
});

Deno.test("the page lists every person, and its form sends sim_user and sim_action", async () => {
  const { send } = createTestSimulator();
  const page = await (await send(loginUrl())).text();
  assert.match(page, new RegExp(`action="${publicUrl}/wwlogin/sso/login"`));
  assert.match(page, /name="redirect_uri" value="http:\/\/127\.0\.0\.1:3000/);
  for (const id of ["zhangsan", "lisi", "wangwu", "zhaoliu", "qianba", "outsider", "customer"]) {
    assert.match(page, new RegExp(`name="sim_user" value="${id}"`));
  }
  assert.match(page, /已禁用/);
  assert.doesNotMatch(page, /<script/);
});

Deno.test("an expired QR code links to a fresh page", async () => {
  const { send } = createTestSimulator();
  const page = await (await send(`${loginUrl({ lang: "en" })}&sim_action=expire`)).text();
  assert.match(page, /The QR code has expired/);
  assert.match(page, /Show a new code/);
  assert.doesNotMatch(page, /href="[^"]*wwlogin[^"]*sim_action[^"]*">Show/);
});

Deno.test("pages are in the language of lang, else of the browser, else Chinese", async () => {
  const { send } = createTestSimulator();
  const title = async (url: string, language?: string) =>
    /<html lang="([^"]+)"/.exec(
      await (await send(url, { headers: language ? { "accept-language": language } : {} })).text(),
    )?.[1];
  assert.equal(await title(loginUrl()), "zh-CN");
  assert.equal(await title(loginUrl(), "en-GB,en"), "en");
  assert.equal(await title(loginUrl({ lang: "zh" }), "en-GB,en"), "zh-CN");
});

Deno.test("wrong parameters show the vendor's error instead of a redirect", async () => {
  const { control, send } = createTestSimulator();
  const errors: [Record<string, string | null>, RegExp][] = [
    [{ login_type: "ServiceApp" }, /login_type.*-31040/s],
    [{ appid: "ww-unknown" }, /appid 参数错误.*-31027/s],
    [{ agentid: "7" }, /agentid 参数错误.*-31028/s],
    [{ redirect_uri: null }, /redirect_uri 参数错误.*-31035/s],
    [{ redirect_uri: "http://app.example.com/cb" }, /redirect_uri 参数错误.*-31039/s],
    [{ redirect_uri: "http://127.0.0.1.example.com/cb" }, /redirect_uri 参数错误/],
    [{ redirect_uri: "javascript:alert(1)" }, /redirect_uri 参数错误/],
  ];
  for (const [changes, expected] of errors) {
    const response = await send(`${loginUrl(changes)}&sim_user=lisi&sim_action=confirm`);
    assert.equal(response.headers.get("location"), null);
    assert.match(await response.text(), expected);
  }
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, closed: true }] }] });
  assert.match(await (await send(loginUrl())).text(), /应用已停用/);
});

Deno.test("a trusted domain includes its port and no subdomains", async () => {
  const { control, send } = createTestSimulator();
  await control("corps", {
    corps: [{ id: corpId, agents: [{ id: 1000002, trustedDomains: ["login.example.com:8443"] }] }],
  });
  const isAccepted = async (redirect_uri: string) =>
    (await send(`${loginUrl({ redirect_uri })}&sim_user=lisi&sim_action=confirm`)).status === 302;
  assert.equal(await isAccepted("https://login.example.com:8443/cb"), true);
  assert.equal(await isAccepted("https://login.example.com/cb"), false);
  assert.equal(await isAccepted("https://a.login.example.com:8443/cb"), false);
  assert.equal(await isAccepted(callbackUrl), false);
});

Deno.test("a member outside the visible scope, and an unknown person, see an error", async () => {
  const { send } = createTestSimulator();
  const outOfScope = await send(`${loginUrl()}&sim_user=qianba&sim_action=confirm`);
  assert.equal(outOfScope.headers.get("location"), null);
  assert.match(await outOfScope.text(), /无权限：钱八/);
  const unknown = await send(`${loginUrl()}&sim_user=%3Cb%3E&sim_action=confirm`);
  assert.match(await unknown.text(), /「&lt;b&gt;」不在模拟的/);
});

Deno.test("the older login page needs no login_type, and redirects with the state alone when the member refuses", async () => {
  const { call, send, token } = createTestSimulator();
  const url = loginUrl({ login_type: null }).replace("/wwlogin/sso/login", "/wwopen/sso/qrConnect");
  const page = await (await send(url)).text();
  assert.match(page, /action="[^"]*\/wwopen\/sso\/qrConnect"/);
  const denied = await send(`${url}&sim_action=deny`);
  assert.equal(denied.headers.get("location"), `${callbackUrl}?state=s1`);
  const confirmed = await send(`${url}&sim_user=lisi&sim_action=confirm`);
  const query = new URL(confirmed.headers.get("location") ?? "").searchParams;
  assert.deepEqual([query.get("state"), query.get("appid")], ["s1", corpId]);
  const info = { access_token: await token(), code: query.get("code") ?? "" };
  assert.equal((await call("auth/getuserinfo", info)).userid, "lisi");
});
