import assert from "node:assert/strict";
import { hostedLoginUrl, inAppLoginUrl } from "packages/wecom/login_url.ts";

const app = {
  baseUrl: "https://wecom.example.com",
  lang: "zh" as const,
  corpId: "ww0123456789abcdef",
  agentId: "1000002",
  redirectUri: "https://crm.example.com:8443/api/auth/wecom/callback?a=b c&d=e",
  state: "0123456789abcdefABCDEF",
};
const redirect =
  "https%3A%2F%2Fcrm.example.com%3A8443%2Fapi%2Fauth%2Fwecom%2Fcallback%3Fa%3Db%20c%26d%3De";

Deno.test("the address of the login page is the documented one, with the redirect encoded once", () => {
  assert.equal(
    hostedLoginUrl(app),
    "https://wecom.example.com/wwlogin/sso/login?login_type=CorpApp&appid=ww0123456789abcdef" +
      `&agentid=1000002&redirect_uri=${redirect}&state=0123456789abcdefABCDEF&lang=zh`,
  );
  assert.match(hostedLoginUrl({ ...app, lang: "en" }), /&lang=en$/);
});

Deno.test("the in-app address has the documented order of parameters and ends with the fragment", () => {
  assert.equal(
    inAppLoginUrl(app),
    "https://wecom.example.com/connect/oauth2/authorize?appid=ww0123456789abcdef" +
      `&redirect_uri=${redirect}&response_type=code&scope=snsapi_base` +
      "&state=0123456789abcdefABCDEF&agentid=1000002#wechat_redirect",
  );
});

Deno.test("base URLs keep their path", () => {
  const baseUrl = "http://localhost:3000/sim/wecom";
  const page = "http://localhost:3000/sim/wecom/wwlogin/sso/login?login_type=CorpApp&";
  assert.ok(hostedLoginUrl({ ...app, baseUrl }).startsWith(page));
  assert.ok(hostedLoginUrl({ ...app, baseUrl: `${baseUrl}/` }).startsWith(page));
  const authorize = "http://localhost:3000/sim/wecom/connect/oauth2/authorize?appid=";
  assert.ok(inAppLoginUrl({ ...app, baseUrl }).startsWith(authorize));
});

Deno.test("a state or redirect that WeCom would not return unchanged is refused", () => {
  for (const state of ["", "a".repeat(129), "with space", "a-b", "a&b", "状态"]) {
    assert.throws(() => hostedLoginUrl({ ...app, state }), /state is not 1 to 128/);
    assert.throws(() => inAppLoginUrl({ ...app, state }), /state is not 1 to 128/);
  }
  hostedLoginUrl({ ...app, state: "a".repeat(128) });
  for (const redirectUri of ["/callback", "https://example.com/#/login", "javascript:alert(1)"]) {
    assert.throws(() => hostedLoginUrl({ ...app, redirectUri }), /redirect URI/);
    assert.throws(() => inAppLoginUrl({ ...app, redirectUri }), /redirect URI/);
  }
});
