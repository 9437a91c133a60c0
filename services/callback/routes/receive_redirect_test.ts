import assert from "node:assert/strict";
import { chooseNumber } from "packages/login/transitions.ts";
import { refusal } from "packages/wecom/testing/fake_wecom.ts";
import { TEST_WECOM } from "services/callback/testing/sample_callbacks.ts";
import {
  PUBLIC_URL,
  serveCallback,
  type ServedCallback,
} from "services/callback/testing/serve_callback.ts";
import { startAttempt, type StartedAttempt } from "services/callback/testing/start_attempt.ts";

const PATH = "/api/auth/wecom/callback";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
});
Deno.test.afterAll(() => served.stop());
// Every test gets a fresh window of the rate limit.
Deno.test.beforeEach(() => served.clock.advance(60_000));

interface Redirect {
  readonly code?: string;
  readonly appid?: string;
  readonly cookie?: string;
  readonly path?: string;
  readonly method?: string;
}

/** Follows WeCom's redirect for an attempt; with a code unless `code` is empty. */
function follow({ attempt: { state } }: StartedAttempt, redirect: Redirect = {}) {
  const { code = "a-code", appid, cookie, path = PATH, method = "GET" } = redirect;
  const query = new URLSearchParams({ code, state, ...appid === undefined ? {} : { appid } });
  const headers = { ...cookie === undefined ? {} : { cookie }, "user-agent": "a phone" };
  return served.ask(`${path}?${query}`, { method, headers });
}

async function recordOf({ attempt }: StartedAttempt) {
  return (await served.attempts.readBySession(attempt.sessionId))!.attempt;
}

async function assertRefusedPage(answer: Response): Promise<void> {
  assert.equal(answer.status, 403);
  assert.match(answer.headers.get("content-type")!, /^text\/html/);
  assert.match(await answer.text(), /login_attempt_not_found/);
}

/** Answers of WeCom for one test. */
async function withAnswers(answers: Partial<ServedCallback["answers"]>, work: () => Promise<void>) {
  const before = { ...served.answers };
  Object.assign(served.answers, answers);
  try {
    await work();
  } finally {
    Object.assign(served.answers, before);
  }
}

const exchanges = () => served.wecom.count("auth/getuserinfo");

Deno.test("the browser that started a hosted login is confirmed and sent to /login/complete", async () => {
  const started = await startAttempt(served, "hosted");
  const answer = await follow(started, { cookie: started.cookie, appid: TEST_WECOM.corpId });
  const { sessionId } = started.attempt;
  assert.deepEqual([answer.status, answer.headers.get("location")], [
    303,
    `${PUBLIC_URL}/login/complete?attempt=${sessionId}`,
  ]);
  const { status, identity } = await recordOf(started);
  assert.equal(status, "confirmed");
  assert.deepEqual(identity, {
    corpId: TEST_WECOM.corpId,
    userId: "zhangsan",
    name: "张三",
    departments: [2],
  });
});

Deno.test("a second redirect of the same browser exchanges no code", async () => {
  const started = await startAttempt(served, "hosted");
  const before = exchanges();
  for (let count = 0; count < 2; count += 1) {
    assert.equal((await follow(started, { cookie: started.cookie })).status, 303);
  }
  assert.equal(exchanges(), before + 1);
});

Deno.test("an in-app login removes WeCom's fragment from the address", async () => {
  const started = await startAttempt(served, "inapp");
  const { headers } = await follow(started, { cookie: started.cookie });
  assert.match(headers.get("location")!, /\/login\/complete\?attempt=[0-9a-f]+#$/);
});

Deno.test("unknown, foreign and expired redirects get the same page and use no code up", async () => {
  const before = exchanges();
  const started = await startAttempt(served, "hosted");
  const { cookie } = started;
  const unknown = { ...started, attempt: { ...started.attempt, state: "0".repeat(32) } };
  await assertRefusedPage(await follow(started));
  await assertRefusedPage(await follow(started, { cookie: `${cookie}x` }));
  await assertRefusedPage(await follow(unknown, { cookie }));
  await assertRefusedPage(await follow(started, { cookie, appid: "ww00000000000000b2" }));
  await assertRefusedPage(await served.ask(PATH));
  assert.equal((await recordOf(started)).status, "pending");
  const own = await startAttempt(served, "own");
  served.clock.advance(120_000);
  await assertRefusedPage(await follow(own));
  assert.equal(exchanges(), before);
});

Deno.test("a link preview's HEAD gets 405 and uses no code up", async () => {
  const started = await startAttempt(served, "own");
  assert.equal((await follow(started, { method: "HEAD" })).status, 405);
  assert.equal((await recordOf(started)).status, "pending");
});

Deno.test("the phone that scans an own QR is asked for a number, and a second phone is refused", async () => {
  const started = await startAttempt(served, "own");
  const answer = await follow(started);
  assert.equal(answer.status, 200);
  const page = await answer.text();
  const { status, match } = await recordOf(started);
  assert.equal(status, "confirming");
  const offered = [...page.matchAll(/name="number" value="(\d\d)"/g)].map(([, number]) => number);
  assert.deepEqual(offered, match!.choices);
  assert.ok(offered.includes(match!.number));
  assert.match(page, /name="secret" value="[\w-]{20,}"/);
  assert.match(page, /张三/);
  await assertRefusedPage(await follow(started));
});

Deno.test("a person who refuses in WeCom declines the login", async () => {
  for (const code of ["", "authdeny"]) {
    const started = await startAttempt(served, "own");
    assert.equal((await follow(started, { code })).status, 200);
    assert.equal((await recordOf(started)).status, "denied");
  }
});

Deno.test("after a scan a redirect without a code cannot decline the login of that phone", async () => {
  const started = await startAttempt(served, "own");
  await follow(started);
  await assertRefusedPage(await follow(started, { code: "" }));
  assert.equal((await recordOf(started)).status, "confirming");
});

Deno.test("a failed scan shows reason and request id, and the log has WeCom's errcode and advice", async () => {
  const info = (fields: object) => ({
    "auth/getuserinfo": { errcode: 0, errmsg: "ok", ...fields },
  });
  const user = { ...served.answers["user/get"], status: 2 };
  const cases: [Partial<ServedCallback["answers"]>, reason: string, errcode?: number][] = [
    [info({ openid: "o-1" }), "not_a_member"],
    [info({ userid: "wwfedcba9876543210/lisi" }), "not_a_member"],
    [{ "user/get": user }, "member_disabled"],
    [{ "user/get": refusal(60111, "userid not found") }, "out_of_scope", 60111],
    [{ "auth/getuserinfo": refusal(40029, "invalid code") }, "code_rejected", 40029],
    [{ "auth/getuserinfo": refusal(60020, "not allow to access") }, "app_misconfigured", 60020],
  ];
  for (const [answers, reason, errcode] of cases) {
    await withAnswers(answers, async () => {
      const started = await startAttempt(served, "own");
      const answer = await follow(started);
      const page = await answer.text();
      assert.ok(page.includes(`login_${reason}`), reason);
      assert.ok(page.includes(answer.headers.get("x-request-id")!), reason);
      const record = await recordOf(started);
      assert.deepEqual([record.status, record.reason], ["failed", reason]);
      const line = served.log.findLast(({ event }) => event === "login_attempt_failed")!;
      assert.deepEqual([line["reason"], line["errcode"]], [reason, errcode]);
      if (errcode !== undefined) assert.ok(line["advice"] && line["advice_zh"], reason);
    });
  }
});

Deno.test("/api/v1/wechat/oauth is the same redirect, and without a state the way to sign in", async () => {
  const path = "/api/v1/wechat/oauth";
  const started = await startAttempt(served, "hosted");
  const answer = await follow(started, { cookie: started.cookie, path });
  assert.match(answer.headers.get("location")!, /\/login\/complete\?/);
  const { status, headers } = await served.ask(path);
  assert.deepEqual([status, headers.get("location")], [303, `${PUBLIC_URL}/login`]);
});

Deno.test("one address may send 20 redirects per minute, over both addresses together", async () => {
  for (let count = 0; count < 20; count += 1) {
    const path = count % 2 === 0 ? PATH : "/api/v1/wechat/oauth";
    assert.equal((await served.ask(`${path}?state=unknown`)).status, 403);
  }
  const limited = await served.ask(`${PATH}?state=unknown`);
  assert.equal(limited.status, 429);
  assert.match(await limited.text(), /rate_limited/);
});

Deno.test("the phone that was asked for a number gets the same form again when it opens the page again", async () => {
  const started = await startAttempt(served, "own");
  const first = await follow(started);
  const [cookie] = first.headers.getSetCookie();
  assert.match(cookie!, /^__Host-wecom_confirm=[^;]+; .*HttpOnly; Secure; SameSite=Lax$/);
  const formOf = (page: string) => /<form.*<\/form>/s.exec(page)![0];
  const phone = { cookie: cookie!.split(";")[0]! };
  const again = await follow(started, phone);
  assert.equal(again.status, 200);
  assert.equal(formOf(await again.text()), formOf(await first.text()));

  // Its cookie opens no other attempt, and another phone has no cookie.
  const other = await startAttempt(served, "own");
  await follow(other);
  await assertRefusedPage(await follow(other, phone));
  await assertRefusedPage(await follow(started));
  await assertRefusedPage(await follow(started, { cookie: `${phone.cookie}x` }));

  const { attempts, clock } = served;
  const stored = (await attempts.readBySession(started.attempt.sessionId))!;
  const number = stored.attempt.match!.number;
  await attempts.advance(stored, chooseNumber(stored.attempt, clock.now(), number)!);
  const decided = await follow(started, phone);
  assert.equal(decided.status, 200);
  assert.match(await decided.text(), /已确认登录/);
  clock.advance(61_000);
  assert.match(await (await follow(started, phone)).text(), /登录已超时/);
});
