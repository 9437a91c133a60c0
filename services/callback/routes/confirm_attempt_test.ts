import assert from "node:assert/strict";
import { askForNumber, claim, consume } from "packages/login/transitions.ts";
import { SAMPLE_IDENTITY, SAMPLE_MATCH } from "packages/login/testing/sample_attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";
import { startAttempt } from "services/callback/testing/start_attempt.ts";

const SECRET = "the-secret-of-the-form";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
});
Deno.test.afterAll(() => served.stop());

/** An attempt whose phone is asked for the number; returns its session id. */
async function askPhone(): Promise<string> {
  const now = served.clock.now();
  const started = await startAttempt(served, "own");
  const scanned = await served.attempts.advance(started, claim(started.attempt, now)!);
  const match = { ...SAMPLE_MATCH, secretHash: sha256Hex(SECRET) };
  await served.attempts.advance(
    scanned!,
    askForNumber(scanned!.attempt, now, SAMPLE_IDENTITY, match)!,
  );
  return started.attempt.sessionId;
}

const answer = (attempt: string, fields: Record<string, string>) =>
  served.ask("/api/auth/wecom/confirm", {
    method: "POST",
    body: new URLSearchParams({ attempt, secret: SECRET, ...fields }),
    headers: { origin: "null", cookie: "a=b" },
  });

const statusOf = async (attempt: string) =>
  (await served.attempts.readBySession(attempt))!.attempt.status;

/** The title of a page. */
async function titleOf(response: Response): Promise<string> {
  assert.match(response.headers.get("content-type")!, /^text\/html/);
  return /<h1[^>]*>(.*?)<\/h1>/s.exec(await response.text())![1]!;
}

Deno.test("the desktop's number confirms, another number or a refusal declines", async () => {
  const cases: [Record<string, string>, title: RegExp, status: string][] = [
    [{ number: "42" }, /已确认登录/, "confirmed"],
    [{ number: "17" }, /数字不一致/, "denied"],
    [{ decision: "deny" }, /已拒绝登录/, "denied"],
  ];
  for (const [fields, title, status] of cases) {
    const attempt = await askPhone();
    const response = await answer(attempt, fields);
    assert.equal(response.status, 200);
    assert.match(await titleOf(response), title);
    assert.equal(await statusOf(attempt), status);
  }
});

Deno.test("the phone says that the computer is signed in only when it is", async () => {
  const closed = await askPhone();
  const page = await (await answer(closed, { number: "42" })).text();
  assert.match(page, /如果它已经关闭/);
  assert.doesNotMatch(page, /电脑已登录|自动/);

  const open = await askPhone();
  const answered = answer(open, { number: "42" });
  await eventually(async () => {
    const stored = (await served.attempts.readBySession(open))!;
    const consumed = consume(stored.attempt, served.clock.now());
    assert.ok(consumed !== undefined && await served.attempts.advance(stored, consumed));
  });
  assert.match(await (await answered).text(), /电脑已登录/);
});

Deno.test("a wrong number stays a wrong number when the form is sent again", async () => {
  const attempt = await askPhone();
  for (let count = 0; count < 2; count += 1) {
    assert.match(await titleOf(await answer(attempt, { number: "17" })), /数字不一致/);
  }
});

Deno.test("a second tap changes nothing and shows the first result", async () => {
  const attempt = await askPhone();
  await answer(attempt, { number: "42" });
  for (const fields of [{ number: "42" }, { number: "17" }, { decision: "deny" }]) {
    const response = await answer(attempt, fields as Record<string, string>);
    assert.deepEqual([response.status, await statusOf(attempt)], [200, "confirmed"]);
    assert.match(await titleOf(response), /已确认登录/);
  }
  const two = await askPhone();
  const titles = await Promise.all(
    [1, 2].map(async () => titleOf(await answer(two, { number: "42" }))),
  );
  assert.equal(titles[0], titles[1]);
});

Deno.test("a wrong secret, an unknown or expired attempt and one without a scan get the same 403", async () => {
  const attempt = await askPhone();
  const pending = (await startAttempt(served, "own")).attempt.sessionId;
  const refusals = [
    await answer(attempt, { number: "42", secret: "another-secret" }),
    await answer("0".repeat(32), { number: "42" }),
    await answer(pending, { number: "42" }),
  ];
  served.clock.advance(120_000);
  refusals.push(await answer(attempt, { number: "42" }));
  for (const response of refusals) {
    assert.equal(response.status, 403);
    assert.match(await response.text(), /login_attempt_not_found/);
  }
  assert.equal(await statusOf(attempt), "confirming");
});

Deno.test("a form needs either a number or a decision", async () => {
  const attempt = await askPhone();
  for (const fields of [{}, { number: "42", decision: "deny" }, { number: "4" }]) {
    const response = await answer(attempt, fields as Record<string, string>);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /request_invalid/);
  }
  assert.equal(await statusOf(attempt), "confirming");
});
