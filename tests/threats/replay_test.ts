import assert from "node:assert/strict";
import { ATTEMPT_LIFETIME_MS, CONFIRMED_LIFETIME_MS } from "packages/login/attempt.ts";
import { assertProblem, assertRefusedPage } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type AttemptStatus,
  createBrowser,
  expectJson,
  type Granted,
  readConfirmForm,
  scanOwn,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

/** Enough parallel requests that each race occurs. */
const PARALLEL = 50;

let stack: Stack;
Deno.test.beforeAll(async () => {
  const redisUrl = Deno.env.get("TEST_REDIS_URL");
  stack = await startStack({ redisUrl, env: { RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const inParallel = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: PARALLEL }, run));

/** How often the code of a redirect was exchanged at WeCom. */
function exchangesOf(redirect: string): number {
  const code = new URL(redirect).searchParams.get("code");
  return stack.simulator.state.journal.list()
    .filter(({ path, query }) => path.endsWith("auth/getuserinfo") && query.code === code).length;
}

Deno.test("50 parallel redirects of one browser cause one exchange, and all are redirected", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const answers = await inParallel(() => desktop.fetch(back));
  for (const answer of answers) {
    assert.equal(answer.status, 303);
    assert.equal(
      answer.headers.get("location"),
      `${stack.publicUrl}/login/complete?attempt=${started.sessionId}`,
    );
  }
  assert.equal(exchangesOf(back), 1);
  assert.equal((await desktop.status(started)).status, "confirmed");
});

Deno.test("50 parallel posts of one code cause one exchange", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const code = new URL(back).searchParams.get("code");
  const { state, sessionId } = started;
  const answers = await inParallel(() =>
    desktop.postJson("/api/auth/wecom/callback", { code, state, sessionId })
  );
  for (const answer of answers) {
    const { status } = await expectJson<AttemptStatus>(answer);
    assert.ok(["scanned", "confirmed"].includes(status), status);
  }
  assert.equal(exchangesOf(back), 1);
});

Deno.test("of 50 phones with the same redirect, one gets the form, and the others get the refusal page", async () => {
  const desktop = browser();
  const back = await answerWecom(stack, (await desktop.start({ flow: "own" })).loginUrl);
  const pages = await inParallel(() => browser().fetch(back));
  const shown = pages.filter(({ status }) => status === 200);
  assert.equal(shown.length, 1);
  readConfirmForm(await shown[0]!.text());
  for (const page of pages) if (page !== shown[0]) await assertRefusedPage(page);
  assert.equal(exchangesOf(back), 1);
});

Deno.test("50 parallel redemptions create one session", async () => {
  const desktop = browser();
  const started = await confirmed(desktop);
  const answers = await inParallel(() => desktop.redeem(started.sessionId));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const answer of answers) {
    if (answer.status === 200) await answer.body?.cancel();
    else await assertProblem(answer, 409, "login_already_redeemed");
  }
  const [row] = await stack.sql<{ sessions: number }[]>`
    select count(*)::int as sessions from auth.sessions where attempt_id = ${started.sessionId}`;
  assert.equal(row!.sessions, 1);
});

Deno.test("a redirect from the history does nothing after the login, in any browser", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  await (await desktop.fetch(back)).body?.cancel();
  await expectJson<Granted>(await desktop.redeem(started.sessionId));
  const again = await desktop.fetch(back);
  assert.equal(again.status, 303, "its own browser is redirected");
  await assertRefusedPage(await browser().fetch(back));
  assert.equal(exchangesOf(back), 1);
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_already_redeemed");
});

Deno.test("of 50 parallel answers of a phone, only the first counts", async () => {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const { attempt, secret, choices } = await scanOwn(stack, phone, started);
  const before = (await desktop.status(started)).version;
  let next = 0;
  const pages = await inParallel(() =>
    phone.postForm("/api/auth/wecom/confirm", { attempt, secret, number: choices[next++ % 3]! })
  );
  const { status, version } = await desktop.status(started);
  assert.equal(version, before + 1, "changed once");
  const expected = status === "confirmed" ? /已确认登录/ : /数字不一致|已拒绝登录/;
  for (const page of pages) assert.match(await page.text(), expected);
});

Deno.test("the QR code's content, the state and the session id give no access to an attempt", async () => {
  const [desktop, thief] = [browser(), browser()];
  const started = await confirmed(desktop);
  const { state, sessionId, loginUrl } = started;
  assert.doesNotMatch(
    loginUrl,
    new RegExp(sessionId),
    "the QR code does not contain the session id",
  );
  await thief.start();
  const query = new URLSearchParams({ state, sessionId, wait: "0" });
  for (const call of ["poll", "status", "events"]) {
    const path = `/api/auth/wecom/${call}?${query}`;
    await assertProblem(await thief.fetch(path), 404, "login_attempt_not_found");
    for (const bearer of [state, sessionId, "x"]) {
      const headers = { authorization: `Bearer ${bearer}` };
      await assertProblem(await thief.fetch(path, { headers }), 404, "login_attempt_not_found");
    }
    for (const value of [sessionId, state, "", "%00"]) {
      const headers = { cookie: `wl_${sessionId}=${value}` };
      await assertProblem(await thief.fetch(path, { headers }), 404, "login_attempt_not_found");
    }
  }
  await assertProblem(await thief.redeem(sessionId), 404, "login_attempt_not_found");
  const complete = await thief.fetch(`/login/complete?attempt=${sessionId}`);
  assert.deepEqual([complete.status, complete.headers.getSetCookie()], [403, []]);
  await complete.body?.cancel();
  await expectJson<Granted>(await desktop.redeem(sessionId));
});

Deno.test("answers of polls contain neither identity nor token", async () => {
  const desktop = browser();
  const { state, sessionId } = await confirmed(desktop);
  const path = `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}`;
  const polled = await expectJson<AttemptStatus>(await desktop.fetch(path));
  assert.deepEqual(Object.keys(polled).sort(), ["expiresAt", "status", "version"]);
});

Deno.test("a photographed QR code is refused after it has expired or was used", async () => {
  const [desktop, spy] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  stack.clock.advance(ATTEMPT_LIFETIME_MS.own);
  const late = await answerWecom(stack, started.loginUrl);
  await assertRefusedPage(await spy.fetch(late));
  assert.equal(exchangesOf(late), 0);
  assert.equal((await desktop.status(started)).status, "expired");

  const used = await desktop.start({ flow: "own" });
  await scanOwn(stack, browser(), used);
  const second = await answerWecom(stack, used.loginUrl, "lisi");
  await assertRefusedPage(await spy.fetch(second));
  assert.equal(exchangesOf(second), 0);
});

Deno.test("a confirmed attempt that is not redeemed expires after a minute", async () => {
  const desktop = browser();
  const started = await confirmed(desktop);
  stack.clock.advance(CONFIRMED_LIFETIME_MS);
  assert.equal((await desktop.status(started)).status, "expired");
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_not_confirmed");
});

Deno.test("a scan without a tap confirms nothing, however often the form is opened", async () => {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const form = await scanOwn(stack, phone, started);
  const { matchNumber } = await desktop.status(started);
  // Link previews, prefetchers and embedded images send GET and HEAD.
  const query = new URLSearchParams({
    attempt: form.attempt,
    secret: form.secret,
    number: matchNumber!,
  });
  for (const method of ["GET", "HEAD"]) {
    const answer = await phone.fetch(`/api/auth/wecom/confirm?${query}`, { method });
    assert.equal(answer.status, 405);
    await answer.body?.cancel();
  }
  assert.equal((await desktop.status(started)).status, "confirming");
  stack.clock.advance(ATTEMPT_LIFETIME_MS.own);
  assert.equal((await desktop.status(started)).status, "expired");
  await assertRefusedPage(
    await phone.postForm("/api/auth/wecom/confirm", {
      attempt: form.attempt,
      secret: form.secret,
      number: matchNumber!,
    }),
  );
});

async function confirmed(desktop: ReturnType<typeof browser>): Promise<Started> {
  const started = await desktop.start();
  await (await desktop.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
  return started;
}
