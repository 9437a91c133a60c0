import assert from "node:assert/strict";
import { ATTEMPT_LIFETIME_MS, CONFIRMED_LIFETIME_MS } from "packages/login/attempt.ts";
import { assertProblem, assertRefusedPage } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  createBrowser,
  expectJson,
  type Granted,
  readConfirmForm,
  scanOwn,
  type Standing,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

/** Enough parallel requests for every race to be lost by somebody. */
const CROWD = 50;

let stack: Stack;
Deno.test.beforeAll(async () => {
  const redisUrl = Deno.env.get("TEST_REDIS_URL");
  stack = await startStack({ redisUrl, env: { RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const inParallel = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: CROWD }, run));

/** How often WeCom was asked whose this code is. */
function exchangesOf(redirect: string): number {
  const code = new URL(redirect).searchParams.get("code");
  return stack.simulator.state.journal.list()
    .filter(({ path, query }) => path.endsWith("auth/getuserinfo") && query.code === code).length;
}

Deno.test("threat 4, replay: 50 parallel redirects of one browser make one exchange, and all are sent on", async () => {
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

Deno.test("threat 4, replay: 50 parallel posts of one code make one exchange", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const code = new URL(back).searchParams.get("code");
  const { state, sessionId } = started;
  const answers = await inParallel(() =>
    desktop.postJson("/api/auth/wecom/callback", { code, state, sessionId })
  );
  for (const answer of answers) {
    const { status } = await expectJson<Standing>(answer);
    assert.ok(["scanned", "confirmed"].includes(status), status);
  }
  assert.equal(exchangesOf(back), 1);
});

Deno.test("threat 4, replay: of 50 phones with the same redirect one gets the form, and the rest learn nothing", async () => {
  const desktop = browser();
  const back = await answerWecom(stack, (await desktop.start({ flow: "own" })).loginUrl);
  const pages = await inParallel(() => browser().fetch(back));
  const shown = pages.filter(({ status }) => status === 200);
  assert.equal(shown.length, 1);
  readConfirmForm(await shown[0]!.text());
  for (const page of pages) if (page !== shown[0]) await assertRefusedPage(page);
  assert.equal(exchangesOf(back), 1);
});

Deno.test("threat 4, replay: 50 parallel redemptions open one session", async () => {
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

Deno.test("threat 4, replay: a redirect from the history does nothing after the login, whoever opens it", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  await (await desktop.fetch(back)).body?.cancel();
  await expectJson<Granted>(await desktop.redeem(started.sessionId));
  const again = await desktop.fetch(back);
  assert.equal(again.status, 303, "its own browser is sent on");
  await assertRefusedPage(await browser().fetch(back));
  assert.equal(exchangesOf(back), 1);
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_already_redeemed");
});

Deno.test("threat 4, replay: 50 parallel answers of a phone are one answer", async () => {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const { attempt, secret, choices } = await scanOwn(stack, phone, started);
  const before = (await desktop.status(started)).version;
  let next = 0;
  const pages = await inParallel(() =>
    phone.postForm("/api/auth/wecom/confirm", { attempt, secret, number: choices[next++ % 3]! })
  );
  const { status, version } = await desktop.status(started);
  assert.equal(version, before + 1, "moved once");
  const says = status === "confirmed" ? /已确认登录/ : /数字不一致|已拒绝登录/;
  for (const page of pages) assert.match(await page.text(), says);
});

Deno.test("threat 7, poll hijack: the QR's content, the state and the session id open nothing", async () => {
  const [desktop, thief] = [browser(), browser()];
  const started = await confirmed(desktop);
  const { state, sessionId, loginUrl } = started;
  assert.doesNotMatch(loginUrl, new RegExp(sessionId), "the QR does not even hold the session id");
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

Deno.test("threat 7, poll hijack: what polls say holds neither identity nor token", async () => {
  const desktop = browser();
  const { state, sessionId } = await confirmed(desktop);
  const path = `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}`;
  const polled = await expectJson<Standing>(await desktop.fetch(path));
  assert.deepEqual(Object.keys(polled).sort(), ["expiresAt", "status", "version"]);
});

Deno.test("threat 14, session spying: a photographed QR code is worth nothing after its time, or after its use", async () => {
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

Deno.test("threat 14, session spying: a confirmed attempt that nobody redeems is over after a minute", async () => {
  const desktop = browser();
  const started = await confirmed(desktop);
  stack.clock.advance(CONFIRMED_LIFETIME_MS);
  assert.equal((await desktop.status(started)).status, "expired");
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_not_confirmed");
});

Deno.test("threat 15, silent consent: a scan without a tap confirms nothing, however often it is opened", async () => {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const form = await scanOwn(stack, phone, started);
  const { matchNumber } = await desktop.status(started);
  // What link previews, prefetchers and embedded images can do: GET and HEAD.
  const query = new URLSearchParams({
    attempt: form.attempt,
    secret: form.secret,
    number: matchNumber!,
  });
  for (const method of ["GET", "HEAD"]) {
    const answer = await phone.fetch(`/api/auth/wecom/confirm?${query}`, { method });
    assert.equal(answer.status, 404);
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
