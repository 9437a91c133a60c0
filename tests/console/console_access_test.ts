import assert from "node:assert/strict";
import { assertErrorPage } from "tests/support/assert_answer.ts";
import { answerWecom, type Browser, createBrowser, signIn } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

const FRONTEND = "https://crm.example.com";
const HTML = { accept: "text/html" };
const ACCESS_TOKEN_MS = 600_000;

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { FRONTEND_URL: FRONTEND, RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

/** Opens a page and follows our redirects. Returns all paths, and the last page. */
async function open(browser: Browser, path: string) {
  const steps: string[] = [];
  for (let target = path;;) {
    steps.push(target);
    const answer = await browser.fetch(target, { headers: HTML });
    const location = answer.headers.get("location");
    if (location === null) return { steps, status: answer.status, html: await answer.text() };
    await answer.body?.cancel();
    assert.ok(location.startsWith(stack.publicUrl), location);
    assert.ok(steps.length < 5, `redirect loop: ${steps.join(" ")}`);
    target = location.slice(stack.publicUrl.length);
  }
}

async function signedIn(user?: string): Promise<Browser> {
  const browser = createBrowser(stack);
  await signIn(stack, browser, user);
  return browser;
}

Deno.test("an operator's console links the deployed parts; a member without the role gets an error page that offers sign-out, not sign-in", async () => {
  const { status, html } = await open(await signedIn(), "/console?lang=en");
  assert.equal(status, 200);
  for (const part of ["/console/inbox", "/console/inbox/dead-letters", "/console/conversations"]) {
    assert.ok(html.includes(`href="${part}"`), part);
  }
  const refused = await (await signedIn("lisi")).fetch("/console?lang=en", { headers: HTML });
  // With a stricter policy browsers would send no Origin with the form.
  assert.equal(refused.headers.get("referrer-policy"), "strict-origin");
  const page = await assertErrorPage(refused, 403, "access_role_required");
  assert.match(page, /may not open this page/);
  assert.match(page, /action="\/api\/auth\/logout"/);
  assert.doesNotMatch(page, /href="\/login"/);
});

Deno.test("COMPONENTS decides which parts the console links, and to which pages sign-in can lead back", async () => {
  const other = await startStack({ env: { FRONTEND_URL: FRONTEND, COMPONENTS: "auth,callback" } });
  try {
    const operator = createBrowser(other);
    await signIn(other, operator);
    const console = await operator.fetch("/console", { headers: HTML });
    assert.doesNotMatch(await console.text(), /console\/conversations/);
    const back = async (path: string) => {
      const answer = await operator.fetch(`/login?redirect=${encodeURIComponent(path)}`);
      return answer.headers.get("location");
    };
    assert.equal(await back("/console/inbox/1?a=b"), `${other.publicUrl}/console/inbox/1?a=b`);
    assert.equal(await back("/sidebar"), `${FRONTEND}/sidebar`);
    assert.equal(await back("/console/conversations"), `${FRONTEND}/console/conversations`);
  } finally {
    await other.stop();
  }
});

Deno.test("a person who opens a page without a session signs in and returns to the same path and query", async () => {
  const browser = createBrowser(stack);
  const path = "/console/inbox?state=failed&q=%E5%BC%A0";
  const { steps, html } = await open(browser, path);
  assert.deepEqual(steps, [path, `/login?redirect=${encodeURIComponent(path)}`]);
  const redirect = /data-redirect="([^"]*)"/.exec(html)![1]!.replaceAll("&amp;", "&");
  const started = await browser.start({ redirect });
  const returned = await browser.fetch(await answerWecom(stack, started.loginUrl));
  await returned.body?.cancel();
  const done = await browser.fetch(`/login/complete?attempt=${started.sessionId}`);
  assert.equal(done.headers.get("location"), stack.publicUrl + path);
});

Deno.test("an expired access token is renewed by redirects without a page, also in two tabs at once", async () => {
  const browser = await signedIn();
  stack.clock.advance(ACCESS_TOKEN_MS + 1_000);
  const jar = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const target = "/login?redirect=%2Fconsole&renew=1";
  const tabs = await Promise.all([1, 2].map(async () => {
    const sent = await browser.fetch("/console", { headers: { ...HTML, cookie: jar } });
    assert.equal(sent.headers.get("location"), stack.publicUrl + target);
    const back = await browser.fetch(target, { headers: { ...HTML, cookie: jar } });
    assert.equal(back.headers.get("location"), `${stack.publicUrl}/console`);
    return back.headers.getSetCookie().find((cookie) => cookie.includes("refresh"));
  }));
  assert.equal(tabs[0], tabs[1], "both tabs get the same new refresh token");
  assert.equal((await open(browser, "/console")).status, 200);
  assert.equal((await browser.postJson("/api/auth/refresh", {})).status, 200);
});

Deno.test("without the access cookie, which browsers delete when it expires, the session is enough", async () => {
  const browser = await signedIn();
  browser.cookies.delete("wecom_access");
  const { steps, status } = await open(browser, "/console");
  assert.equal(status, 200);
  assert.deepEqual(steps, ["/console", "/login?redirect=%2Fconsole", "/console"]);
});

Deno.test("a session that has ended leads to the sign-in page, without a redirect loop", async () => {
  const browser = await signedIn();
  await stack.sql`update auth.sessions set revoked_at = now()`;
  stack.clock.advance(ACCESS_TOKEN_MS + 1_000);
  const { steps, status } = await open(browser, "/console");
  assert.equal(status, 200);
  assert.deepEqual(steps, ["/console", "/login?redirect=%2Fconsole&renew=1"]);
});
