import assert from "node:assert/strict";
import { signJssdk } from "packages/wecom/jssdk_signature.ts";
import { createAuthApp, FRONTEND_URL, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { refusalOf } from "services/auth/testing/test_browser.ts";

const pathOf = (query: Record<string, string>) =>
  `/api/v1/wechat/config?${new URLSearchParams(query)}`;

/** WeCom's API: a token, and a ticket for each of the two calls. `errcode` is the answer to `ticket/get`. */
function wecom(errcode = 0): typeof fetch {
  return (input) => {
    const { pathname } = new URL(String(input instanceof Request ? input.url : input));
    const answers: Record<string, object> = {
      "/cgi-bin/gettoken": { errcode: 0, errmsg: "ok", access_token: "token", expires_in: 7200 },
      "/cgi-bin/get_jsapi_ticket": { errcode: 0, errmsg: "ok", ticket: "corp", expires_in: 7200 },
      "/cgi-bin/ticket/get": errcode === 0
        ? { errcode: 0, errmsg: "ok", ticket: "agent", expires_in: 7200 }
        : { errcode, errmsg: "refused, from ip: 192.0.2.1" },
    };
    return Promise.resolve(Response.json(answers[pathname]));
  };
}

Deno.test("a page is signed with the ticket of the corp and with the ticket of the app", async () => {
  await using app = await createAuthApp({ fetch: wecom() });
  const url = `${FRONTEND_URL}/customers/1?tab=notes`;
  const response = await app.browser().get(pathOf({ url: `${url}#top` }));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const { corpId, agentConfig: { agentId, ...agent }, ...corp } = await response.json();
  assert.deepEqual([corpId, agentId], ["ww0123456789abcdef", "1000002"]);
  for (const [ticket, { signature, ...rest }] of [["corp", corp], ["agent", agent]] as const) {
    assert.equal(rest.timestamp, app.clock.now() / 1000);
    assert.equal(signature, signJssdk({ ticket, url, ...rest }));
  }
  assert.notEqual(corp.nonceStr, agent.nonceStr);
});

Deno.test("without url the Referer is signed", async () => {
  await using app = await createAuthApp({ fetch: wecom() });
  const referer = `${PUBLIC_URL}/sidebar?a=b`;
  const response = await app.browser().get(pathOf({}), { headers: { referer } });
  const { signature, timestamp, nonceStr } = await response.json();
  assert.equal(signature, signJssdk({ ticket: "corp", url: referer, timestamp, nonceStr }));
});

Deno.test("pages of other sites, an unknown app and a missing configuration are refused", async () => {
  await using app = await createAuthApp({ fetch: wecom() });
  const refused = async (query: Record<string, string>) =>
    await refusalOf(await app.browser().get(pathOf(query)));
  assert.equal(await refused({ url: "https://evil.example/" }), "400 jssdk_url_refused");
  assert.equal(await refused({}), "400 jssdk_url_refused");
  assert.equal(await refused({ url: FRONTEND_URL, app: "x" }), "400 login_app_unknown");
  await using empty = await createAuthApp({ hasApp: false });
  const response = await empty.browser().get(pathOf({ url: FRONTEND_URL }));
  assert.equal(await refusalOf(response), "503 login_not_configured");
});

Deno.test("the front end may read the answer, other origins may not", async () => {
  await using app = await createAuthApp({ fetch: wecom() });
  const allowed = async (origin: string) => {
    const response = await app.browser().get(pathOf({ url: FRONTEND_URL }), {
      headers: { origin },
    });
    return response.headers.get("access-control-allow-origin");
  };
  assert.equal(await allowed(FRONTEND_URL), FRONTEND_URL);
  assert.equal(await allowed("https://evil.example"), null);
});

Deno.test("a refusal by WeCom is 502 and logged with what to do; a rate limit of WeCom is 503", async () => {
  await using refused = await createAuthApp({ fetch: wecom(60020) });
  const response = await refused.browser().get(pathOf({ url: FRONTEND_URL }));
  assert.equal(await refusalOf(response), "502 jssdk_refused");
  const line = refused.log.find(({ event }) => event === "jssdk_ticket_refused");
  assert.deepEqual([line?.["app"], line?.["call"], line?.["errcode"]], [
    "default",
    "ticket/get",
    60020,
  ]);
  assert.match(String(line?.["advice"]), /192\.0\.2\.1/);
  await using limited = await createAuthApp({ fetch: wecom(45009) });
  const later = await limited.browser().get(pathOf({ url: FRONTEND_URL }));
  assert.equal(later.headers.get("retry-after"), "5");
  assert.equal(await refusalOf(later), "503 jssdk_unavailable");
});
