import assert from "node:assert/strict";
import {
  authorizeUrl,
  callbackUrl,
  corpId,
  createTestSimulator,
  secret,
} from "simulators/wecom/test_simulator.ts";

Deno.test("the first base authorize asks whose phone it is, later ones are silent", async () => {
  const { send } = createTestSimulator();
  const first = await send(authorizeUrl());
  assert.equal(first.status, 200);
  assert.match(await first.text(), /这是谁的手机/);
  const chosen = await send(`${authorizeUrl()}&sim_user=lisi&sim_remember=1&sim_action=confirm`);
  const cookie = chosen.headers.get("set-cookie") ?? "";
  assert.match(
    cookie,
    /^sim_phone_ww0123456789abcdef=lisi; Path=\/sim\/wecom; HttpOnly; SameSite=Lax/,
  );
  const headers = { cookie: cookie.split(";")[0] ?? "" };
  const silent = await send(authorizeUrl(), { headers });
  assert.equal(silent.status, 302);
  assert.match(silent.headers.get("location") ?? "", /\?code=[\w-]{43}&state=s1$/);
  const asked = await send(`${authorizeUrl()}&sim_user=?`, { headers });
  assert.match(await asked.text(), /value="lisi"[^>]*checked/);
});

Deno.test("scripts do not change who holds the phone, and a refusal has no code", async () => {
  const { send } = createTestSimulator();
  const confirmed = await send(`${authorizeUrl()}&sim_user=wangwu&sim_action=confirm`);
  assert.equal(confirmed.status, 302);
  assert.equal(confirmed.headers.get("set-cookie"), null);
  const denied = await send(`${authorizeUrl()}&sim_user=wangwu&sim_action=deny`);
  assert.equal(denied.headers.get("location"), `${callbackUrl}?state=s1`);
});

Deno.test("the authorize page redirects a member outside the scope too", async () => {
  const { send } = createTestSimulator();
  const answer = await send(`${authorizeUrl()}&sim_user=qianba&sim_action=confirm`);
  assert.equal(answer.status, 302);
});

Deno.test("an authorize without agentid gives a code for every app that trusts the domain", async () => {
  const { call, code, control, token } = createTestSimulator();
  const trusting = { id: 1000003, secret: "second-secret", trustedDomains: ["loopback"] };
  const other = { id: 1000004, secret: "third-secret", trustedDomains: ["app.example.com"] };
  await control("corps", { corps: [{ id: corpId, agents: [trusting, other] }] });
  const exchange = async (appSecret: string) => {
    const access_token = await token({ corpId, secret: appSecret });
    const issued = await code("lisi", authorizeUrl({ agentid: null }));
    return (await call("auth/getuserinfo", { access_token, code: issued })).errcode;
  };
  assert.deepEqual(
    [await exchange(secret), await exchange("second-secret"), await exchange("third-secret")],
    [0, 0, 50001],
  );
});

Deno.test("the authorize page is strict about its parameters", async () => {
  const { send } = createTestSimulator();
  const errors: [Record<string, string | null>, RegExp][] = [
    [{ appid: null }, /appid 参数错误/],
    [{ agentid: "7" }, /agentid 参数错误/],
    [{ redirect_uri: "http://app.example.com/cb" }, /redirect_uri 参数错误/],
    [{ response_type: null }, /response_type 参数错误/],
    [{ scope: "snsapi_privateinfo" }, /scope 参数错误/],
    [{ state: "with-dash" }, /state 参数错误/],
    [{ state: "a".repeat(129) }, /state 参数错误/],
  ];
  for (const [changes, expected] of errors) {
    const response = await send(`${authorizeUrl(changes)}&sim_user=lisi&sim_action=confirm`);
    assert.equal(response.headers.get("location"), null);
    assert.match(await response.text(), expected);
  }
});
