import assert from "node:assert/strict";
import { claim, deny } from "packages/login/transitions.ts";
import { codeChallengeOf } from "packages/login/binding.ts";
import { type AuthApp, createAuthApp } from "services/auth/testing/auth_app.ts";
import {
  type NewAttempt,
  refusalOf,
  type TestBrowser,
} from "services/auth/testing/test_browser.ts";
import { eventually } from "packages/testkit/eventually.ts";

const pathOf = ({ state, sessionId }: NewAttempt, more = "") =>
  `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}${more}`;

const poll = (browser: TestBrowser, attempt: NewAttempt, more = "") =>
  browser.get(pathOf(attempt, more));

async function statusOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  assert.equal(response.status, 200);
  return (await response.json()).status;
}

async function untilWaiting({ waiters }: AuthApp, count: number): Promise<void> {
  await eventually(() => assert.equal(waiters.count, count), { withinMs: 30_000 });
  // One task later the first read is done.
  await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("a poll is answered at once when the version differs from after, or with wait=0", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const response = await poll(browser, attempt, "&after=0");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await response.json(), {
    status: "pending",
    version: 1,
    expiresAt: new Date(app.clock.now() + 600_000).toISOString(),
  });
  assert.equal(await statusOf(poll(browser, attempt, "&after=1&wait=0")), "pending");
});

Deno.test("a poll with after waits for the next change, without after for the decision", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const next = statusOf(poll(browser, attempt, "&after=1"));
  const decision = statusOf(poll(browser, attempt));
  await untilWaiting(app, 2);
  await app.advance(attempt.sessionId, claim);
  assert.equal(await next, "scanned");
  await untilWaiting(app, 1);
  await app.advance(attempt.sessionId, deny);
  assert.equal(await decision, "denied");
});

Deno.test("a poll without a change is answered up to 10 % before the end of its wait", async () => {
  let last = 0;
  // The most jitter; every id is different.
  const randomBytes = (length: number) => new Uint8Array(length).fill(255).fill(last += 1, 1);
  await using app = await createAuthApp({ randomBytes });
  const browser = app.browser();
  const answer = statusOf(poll(browser, await browser.createAttempt(), "&wait=20"));
  await untilWaiting(app, 1);
  app.clock.advance(18_500);
  assert.equal(await answer, "pending");
});

Deno.test("without the binding, with a wrong state or an unknown id a poll gets the same 404", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const verifier = "a-verifier-of-the-front-end";
  const attempt = await browser.createAttempt({ code_challenge: codeChallengeOf(verifier) });
  const [none, wrong] = ["0".repeat(32), "f".repeat(32)];
  for (
    const answer of [
      poll(app.browser(), attempt),
      poll(browser, { ...attempt, state: none }),
      poll(browser, { ...attempt, sessionId: wrong }),
      app.browser().get(pathOf(attempt), { headers: { authorization: "Bearer wrong" } }),
    ]
  ) assert.equal(await refusalOf(await answer), "404 login_attempt_not_found");
  const headers = { authorization: `Bearer ${verifier}` };
  assert.equal((await app.browser().get(pathOf(attempt, "&wait=0"), { headers })).status, 200);
});

Deno.test("wrong parameters are refused", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  for (const more of ["&wait=26", "&wait=-1", "&after=x", "&after=1234567890"]) {
    assert.equal(await refusalOf(await poll(browser, attempt, more)), "400 request_invalid", more);
  }
  const wrongId = await poll(browser, { ...attempt, sessionId: "x" });
  assert.equal(await refusalOf(wrongId), "400 request_invalid");
});

Deno.test("an attempt is polled 120 times a minute, and callers without the binding do not count", async () => {
  await using app = await createAuthApp();
  const [browser, other] = [app.browser(), app.browser()];
  const attempt = await browser.createAttempt();
  for (let count = 0; count < 150; count += 1) await poll(other, attempt, "&wait=0");
  for (let count = 0; count < 120; count += 1) {
    assert.equal((await poll(browser, attempt, "&wait=0")).status, 200);
  }
  const refused = await poll(browser, attempt, "&wait=0");
  assert.equal(refused.headers.get("retry-after"), "60");
  assert.equal(await refusalOf(refused), "429 rate_limited");
  assert.equal((await poll(browser, await browser.createAttempt(), "&wait=0")).status, 200);
});

Deno.test("one address polls attempts of others 300 times a minute; its own attempt is not affected", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const own = await browser.createAttempt();
  const foreign = await app.browser().createAttempt();
  for (let count = 0; count < 300; count += 1) {
    assert.equal((await poll(browser, foreign)).status, 404);
  }
  assert.equal(await refusalOf(await poll(browser, foreign)), "429 rate_limited");
  assert.equal((await poll(browser, own, "&wait=0")).status, 200);
  assert.equal((await poll(app.browser(), foreign)).status, 404);
});

Deno.test("during a shutdown polls are answered at once and close their connection", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const waiting = poll(browser, attempt);
  await untilWaiting(app, 1);
  await app.waiters.drain();
  for (const answer of [await waiting, await poll(browser, attempt)]) {
    assert.equal(answer.headers.get("connection"), "close");
    assert.equal((await answer.json()).status, "pending");
  }
});
