import assert from "node:assert/strict";
import { encodeBase64Url } from "packages/platform/encoding.ts";
import { PUBLIC_URL, serveApp } from "packages/platform/http/testing/served_app.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
// The time of the application's clock.
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000;

function tokenOf(issuedAtSeconds: number): string {
  const part = (value: unknown) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  return `${part({ alg: "ES256" })}.${part({ iat: issuedAtSeconds })}.c2ln`;
}

const holding = (token: string) => ({ ...HTML, cookie: `__Host-wecom_access=${token}` });

Deno.test("a page without an access token redirects to sign-in, which leads back to the same path and query", async () => {
  const { ask } = serveApp();
  const answer = await ask("/desk/1?state=failed&q=%E5%BC%A0", { headers: HTML });
  assert.equal(answer.status, 303);
  assert.equal(
    answer.headers.get("location"),
    `${PUBLIC_URL}/login?redirect=${encodeURIComponent("/desk/1?state=failed&q=%E5%BC%A0")}`,
  );
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual(answer.headers.getSetCookie(), []);
});

Deno.test("an expired access token is renewed by redirects; a refused token of the last minute is 401, to prevent a redirect loop", async () => {
  const { ask } = serveApp();
  const old = await ask("/desk/1", { headers: holding(tokenOf(NOW_SECONDS - 700)) });
  assert.equal(old.headers.get("location"), `${PUBLIC_URL}/login?redirect=%2Fdesk%2F1&renew=1`);
  const fresh = await ask("/desk/1", { headers: holding(tokenOf(NOW_SECONDS - 1)) });
  assert.equal(fresh.status, 401);
  assert.match(await fresh.text(), /access_token_invalid/);
});

Deno.test("only page requests of people are redirected to sign-in; programs and API routes get 401", async () => {
  const { ask } = serveApp();
  const others: [path: string, init: RequestInit][] = [
    ["/desk/1", {}],
    ["/desk/1", { headers: { accept: "application/json" } }],
    ["/desk/1", { headers: { ...HTML, authorization: "Bearer abc" } }],
    ["/console", { headers: HTML }],
    ["/suggest", { headers: { accept: "application/json" } }],
  ];
  for (const [path, init] of others) {
    const answer = await ask(path, init);
    assert.equal(answer.status, 401, `${path} ${JSON.stringify(init)}`);
    await answer.body?.cancel();
  }
});
