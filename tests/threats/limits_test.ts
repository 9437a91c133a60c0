import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type AttemptStatus,
  type Browser,
  createBrowser,
  expectJson,
  scanOwn,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";

let stack: Stack;
/** A stack without a proxy in front, which holds at most three polls. */
let bare: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack();
  bare = await startStack({ env: { TRUSTED_PROXY_HOPS: "0", MAX_WAITERS: "3" } });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await bare.stop();
});

const browser = () => createBrowser(stack);

/** Waits end up to 500 ms late, and this clock moves only here. */
const LONGER_THAN_A_POLL_MS = 25_500;

/** What is limited, how often one caller may do it, and a cheap request that counts. */
const LIMITS: readonly [what: string, max: number, ask: (caller: Browser) => Promise<Response>][] =
  [
    ["qrcode", 600, (caller) => caller.fetch("/api/auth/wecom/qrcode")],
    ["the sign-in page", 1500, (caller) => caller.fetch("/login")],
    ["the sign-in page to WeCom", 600, (caller) => caller.fetch("/login?flow=hosted")],
    ["the way back from WeCom", 300, (caller) => caller.fetch("/login/complete")],
    ["token", 20, (caller) => caller.redeem("0".repeat(32))],
    ["redirect by GET", 20, (caller) => caller.fetch("/api/auth/wecom/callback?code=x&state=y")],
    ["redirect by POST", 20, (caller) => caller.postJson("/api/auth/wecom/callback", {})],
    [
      "redirect by the old path",
      20,
      (caller) => caller.fetch("/api/v1/wechat/oauth?code=x&state=y"),
    ],
    ["account login per address", 20, (caller) => caller.postJson("/api/v1/login", {})],
    ["status", 300, (caller) => caller.fetch("/api/auth/wecom/status")],
    ["confirm", 300, (caller) => caller.postForm("/api/auth/wecom/confirm", {})],
    ["refresh", 300, (caller) => caller.postJson("/api/auth/refresh", {})],
    ["logout", 1500, (caller) => caller.postJson("/api/auth/logout", {})],
  ];

for (const [what, max, ask] of LIMITS) {
  Deno.test(`${what} answers ${max} times in its window, then 429 with Retry-After`, async () => {
    const [caller, other] = [browser(), browser()];
    const answers = await Promise.all(Array.from({ length: max }, () => ask(caller)));
    for (const answer of answers) {
      assert.notEqual(answer.status, 429);
      await answer.body?.cancel();
    }
    const seconds = await assertLimited(await ask(caller));
    const untouched = await ask(other);
    assert.notEqual(untouched.status, 429, "another address has its own count");
    await untouched.body?.cancel();
    stack.clock.advance(seconds * 1000);
    const later = await ask(caller);
    assert.notEqual(later.status, 429, "the limit ends after Retry-After");
    await later.body?.cancel();
  });
}

Deno.test("all redirect routes share one limit, and people see a page", async () => {
  const caller = browser();
  const ways = LIMITS.filter(([what]) => what.includes("redirect"));
  for (let count = 0; count < 20; count += 1) {
    await (await ways[count % 3]![2](caller)).body?.cancel();
  }
  const page = await caller.fetch("/api/auth/wecom/callback?code=x&state=y");
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get("retry-after")) >= 1);
  assert.match(page.headers.get("content-type")!, /^text\/html/);
  assert.match(await page.text(), /rate_limited/);
});

Deno.test("a caller who is refused at every step does not hold up the sign-in and the session of another behind its address", async () => {
  const stranger = browser();
  const colleague = createBrowser(stack, { ip: stranger.ip });
  const ways = LIMITS.filter(([what]) => !/sign-in page|qrcode|account|logout/.test(what));
  for (const [what, max, ask] of ways) {
    const answers = await Promise.all(Array.from({ length: max + 1 }, () => ask(stranger)));
    for (const answer of answers) await answer.body?.cancel();
    assert.ok(answers.some(({ status }) => status === 429), what);
  }
  const started = await colleague.start();
  const back = await colleague.fetch(await answerWecom(stack, started.loginUrl));
  assert.equal(back.status, 303);
  assert.equal((await colleague.status(started)).status, "confirmed");
  const home = await colleague.fetch(back.headers.get("location")!);
  assert.equal(home.status, 303, "complete");
  await expectJson(await colleague.postJson("/api/auth/refresh", {}));

  const desktop = createBrowser(stack, { ip: stranger.ip });
  const own = await desktop.start({ flow: "own" });
  const form = await scanOwn(stack, colleague, own);
  const { matchNumber } = await desktop.status(own);
  const { attempt, secret } = form;
  const answer = { attempt, secret, number: matchNumber! };
  assert.equal((await colleague.postForm("/api/auth/wecom/confirm", answer)).status, 200);
  await expectJson(await desktop.redeem(own.sessionId));
});

Deno.test("an attempt can be polled 120 times a minute at most, and other attempts are not affected", async () => {
  const caller = browser();
  const [first, second] = [await caller.start(), await caller.start()];
  for (let count = 0; count < 120; count += 1) await expectJson(await poll(caller, first));
  await assertLimited(await poll(caller, first));
  await expectJson(await poll(caller, second));
});

Deno.test("one account accepts five passwords a minute, from all addresses together", async () => {
  const accounts = createAccountStore({ sql: stack.sql, clock: stack.clock });
  const password = "correct horse battery staple";
  await accounts.save("breakglass", await hashPassword(password, systemRandomBytes));
  const guess = (name: string, guessed: string) =>
    browser().postJson("/api/v1/login", { username: name, password: guessed });
  const guesses = await Promise.all(
    ["breakglass", "BreakGlass", "breakglass", "BREAKGLASS", "breakglass"].map((name, index) =>
      guess(name, `guess-${index}`)
    ),
  );
  for (const answer of guesses) await assertProblem(answer, 401, "login_credentials_wrong");
  const seconds = await assertLimited(await guess("breakglass", password));
  stack.clock.advance(seconds * 1000);
  await expectJson(await guess("breakglass", password));
});

Deno.test("an unknown account and a wrong password get exactly the same answer", async () => {
  const accounts = createAccountStore({ sql: stack.sql, clock: stack.clock });
  await accounts.save("known", await hashPassword("a long enough password", systemRandomBytes));
  const seen = await Promise.all(["known", "unknown"].map(async (username) => {
    const headers = { "x-request-id": "fixed-request-id" };
    const body = { username, password: "a wrong password" };
    return await whole(await browser().postJson("/api/v1/login", body, headers));
  }));
  assert.deepEqual(seen[0], seen[1]);
});

Deno.test("X-Forwarded-For is trusted from the right, only for as many hops as there are trusted proxies", async () => {
  const start = (via: Stack, forwarded: string) =>
    createBrowser(via).fetch("/api/auth/wecom/callback?code=x&state=y", {
      headers: { "x-forwarded-for": forwarded },
    });
  for (let count = 0; count < 20; count += 1) {
    await (await start(stack, `10.9.8.${count}, 192.0.2.77`)).body?.cancel();
    await (await start(bare, `10.9.8.${count}`)).body?.cancel();
  }
  await assertLimited(await start(stack, "10.9.8.99, 192.0.2.77"));
  await assertLimited(await start(bare, "10.9.8.99"));
  const other = await start(stack, "192.0.2.77, 192.0.2.78");
  assert.equal(other.status, 403);
  await other.body?.cancel();
});

Deno.test("the 21st waiting request for an attempt gets 429, by poll or by events, and the first 20 continue", async () => {
  const caller = browser();
  const started = await caller.start();
  const { held, refused } = await pollUntilOneIsRefused(
    Array.from({ length: 21 }, () => [caller, started]),
  );
  await assertProblem(refused, 429, "login_waits_exceeded");
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  const query = `state=${started.state}&sessionId=${started.sessionId}`;
  const events = await caller.fetch(`/api/auth/wecom/events?${query}`);
  await assertProblem(events, 429, "login_waits_exceeded");
  stack.clock.advance(LONGER_THAN_A_POLL_MS);
  for (const answer of await Promise.all(held)) {
    assert.equal((await expectJson<AttemptStatus>(answer)).status, "pending");
  }
  await expectJson(await poll(caller, started, 0));
});

Deno.test("a process with the maximum number of waiting polls answers 503 with Retry-After, and recovers", async () => {
  const callers = Array.from({ length: 4 }, () => createBrowser(bare));
  bare.clock.advance(60_000);
  const started = await Promise.all(callers.map((caller) => caller.start()));
  const all = callers.map((caller, index): [Browser, Started] => [caller, started[index]!]);
  const { held, refused, index } = await pollUntilOneIsRefused(all);
  await assertProblem(refused, 503, "login_server_busy");
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  bare.clock.advance(LONGER_THAN_A_POLL_MS);
  for (const answer of await Promise.all(held)) await expectJson(answer);
  await expectJson(await poll(...all[index]!, 0));
});

Deno.test("clients that disconnect free their places at once", async () => {
  const caller = browser();
  const started = await caller.start();
  const leave = new AbortController();
  const callers = Array.from({ length: 21 }, (): [Browser, Started] => [caller, started]);
  const { held, refused } = await pollUntilOneIsRefused(callers, leave.signal);
  await assertProblem(refused, 429, "login_waits_exceeded");
  leave.abort();
  await Promise.allSettled(held);
  // An attempt is polled 120 times a minute at most.
  await eventually(async () => await expectJson(await poll(caller, started, 0)), { everyMs: 300 });
});

Deno.test("probes and public keys have no rate limit, because a cluster requests them often", async () => {
  const caller = browser();
  for (const path of ["/.well-known/jwks.json", "/health", "/api/health"]) {
    const answers = await Promise.all(Array.from({ length: 320 }, () => caller.fetch(path)));
    assert.ok(answers.every(({ status }) => status === 200));
    for (const { body } of answers) await body?.cancel();
  }
});

/** Polls for `callers`, one more than can wait: the polls that wait, the refusal, and the index of the refused poll. */
async function pollUntilOneIsRefused(callers: readonly [Browser, Started][], signal?: AbortSignal) {
  const polls = callers.map((each) => poll(...each, 25, signal));
  const [refused, index] = await Promise.race(
    polls.map(async (asked, index) => [await asked, index] as const),
  );
  return { held: polls.toSpliced(index, 1), refused, index };
}

function poll(caller: Browser, { state, sessionId }: Started, wait = 0, signal?: AbortSignal) {
  const path = `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}&wait=${wait}`;
  return caller.fetch(path, signal === undefined ? {} : { signal });
}

/** Asserts a complete 429 and returns its Retry-After, in seconds. */
async function assertLimited(response: Response): Promise<number> {
  const seconds = response.headers.get("retry-after") ?? "";
  if (response.headers.get("content-type")?.startsWith("text/html")) {
    assert.equal(response.status, 429);
    assert.match(await response.text(), /rate_limited/);
  } else await assertProblem(response, 429, "rate_limited");
  assert.match(seconds, /^[1-9]\d{0,3}$/);
  return Number(seconds);
}

async function whole(response: Response) {
  const headers = Object.fromEntries(response.headers);
  delete headers["date"];
  return { status: response.status, headers, body: await response.text() };
}
