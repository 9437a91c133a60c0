import assert from "node:assert/strict";
import { problemCode } from "services/callback/testing/problem_code.ts";
import {
  PUBLIC_URL,
  serveCallback,
  type ServedCallback,
} from "services/callback/testing/serve_callback.ts";
import {
  startAttempt,
  type StartedAttempt,
  VERIFIER,
} from "services/callback/testing/start_attempt.ts";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
});
Deno.test.afterAll(() => served.stop());

function post(
  { attempt: { state, sessionId } }: StartedAttempt,
  headers: Record<string, string>,
  fields: object = {},
) {
  return served.ask("/api/auth/wecom/callback", {
    method: "POST",
    body: JSON.stringify({ code: "a-code", state, sessionId, ...fields }),
    headers: { "content-type": "application/json", origin: PUBLIC_URL, ...headers },
  });
}

Deno.test("a client that started the attempt gets its status, by cookie or by verifier", async () => {
  for (const byCookie of [true, false]) {
    const started = await startAttempt(served, "hosted");
    const answer = await post(
      started,
      byCookie ? { cookie: started.cookie } : { authorization: `Bearer ${VERIFIER}` },
    );
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const { status, version } = await answer.json();
    assert.deepEqual([status, version], ["confirmed", 3]);
  }
});

Deno.test("a second post returns the status and exchanges no code", async () => {
  const started = await startAttempt(served, "hosted");
  const before = served.wecom.count("auth/getuserinfo");
  for (let count = 0; count < 2; count += 1) {
    const answer = await post(started, { cookie: started.cookie });
    assert.equal((await answer.json()).status, "confirmed");
  }
  assert.equal(served.wecom.count("auth/getuserinfo"), before + 1);
});

Deno.test("without proof, with another state, and for own QR the attempt is not found", async () => {
  const started = await startAttempt(served, "hosted");
  const own = await startAttempt(served, "own");
  const { cookie } = started;
  const refused = [
    await post(started, {}),
    await post(started, { cookie: own.cookie }),
    await post(started, { cookie }, { state: own.attempt.state }),
    await post(started, { cookie }, { sessionId: own.attempt.sessionId }),
    await post(own, { cookie: own.cookie }),
  ];
  for (const answer of refused) {
    assert.equal(await problemCode(answer), "404 login_attempt_not_found");
  }
  for (const { attempt } of [started, own]) {
    assert.equal(
      (await served.attempts.readBySession(attempt.sessionId))!.attempt.status,
      "pending",
    );
  }
});

Deno.test("a post with a cookie from a foreign site is refused", async () => {
  const started = await startAttempt(served, "hosted");
  const { cookie } = started;
  const answer = await post(started, { cookie, origin: "https://evil.example" });
  assert.equal(await problemCode(answer), "403 request_origin_refused");
});

Deno.test("a body without a code is invalid", async () => {
  const started = await startAttempt(served, "hosted");
  const answer = await post(started, { cookie: started.cookie }, { code: "" });
  assert.equal(await problemCode(answer), "400 request_invalid");
});
