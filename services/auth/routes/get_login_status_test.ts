import assert from "node:assert/strict";
import { codeChallengeOf } from "packages/login/binding.ts";
import { SAMPLE_IDENTITY, SAMPLE_MATCH } from "packages/login/testing/sample_attempt.ts";
import { askForNumber, claim } from "packages/login/transitions.ts";
import { createAuthApp } from "services/auth/testing/auth_app.ts";
import { type NewAttempt, refusalOf } from "services/auth/testing/test_browser.ts";

const pathOf = ({ state, sessionId }: NewAttempt) =>
  `/api/auth/wecom/status?state=${state}&sessionId=${sessionId}`;

Deno.test("the browser of an attempt reads its status, and the number while confirming", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt({ flow: "own" });
  await app.advance(
    attempt.sessionId,
    claim,
    (from, now) => askForNumber(from, now, SAMPLE_IDENTITY, SAMPLE_MATCH),
  );
  const response = await browser.get(pathOf(attempt));
  assert.equal(response.headers.get("cache-control"), "no-store");
  const { expiresAt: _, ...status } = await response.json();
  assert.deepEqual(status, { status: "confirming", version: 3, matchNumber: "42" });
  app.clock.advance(120_000);
  assert.equal((await (await browser.get(pathOf(attempt))).json()).status, "expired");
});

Deno.test("without the cookie or the verifier, or with a wrong state, the answer is 404", async () => {
  await using app = await createAuthApp();
  const verifier = "a-verifier-of-the-front-end";
  const browser = app.browser();
  const attempt = await browser.createAttempt({ code_challenge: codeChallengeOf(verifier) });
  const other = app.browser();
  await other.createAttempt();
  const wrongState = { ...attempt, state: "0".repeat(32) };
  for (const answer of [other.get(pathOf(attempt)), browser.get(pathOf(wrongState))]) {
    assert.equal(await refusalOf(await answer), "404 login_attempt_not_found");
  }
  const headers = { authorization: `Bearer ${verifier}` };
  assert.equal((await other.get(pathOf(attempt), { headers })).status, 200);
});
