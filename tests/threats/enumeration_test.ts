import assert from "node:assert/strict";
import { answerWecom, type Browser, createBrowser, type Started } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";

const FORGOTTEN_AFTER_MS = 11 * 60_000;

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

/** Every call that names an attempt; `code` is one that WeCom would accept. */
const CALLS: Record<string, (caller: Browser, ids: Ids) => Promise<Response>> = {
  poll: (caller, { state, sessionId }) =>
    caller.fetch(`/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}`, REQUEST),
  "poll for a version": (caller, { state, sessionId }) =>
    caller.fetch(`/api/auth/wecom/poll?after=1&state=${state}&sessionId=${sessionId}`, REQUEST),
  status: (caller, { state, sessionId }) =>
    caller.fetch(`/api/auth/wecom/status?state=${state}&sessionId=${sessionId}`, REQUEST),
  events: (caller, { state, sessionId }) =>
    caller.fetch(`/api/auth/wecom/events?state=${state}&sessionId=${sessionId}`, REQUEST),
  token: (caller, { sessionId }) => caller.redeem(sessionId, REQUEST.headers),
  "token by verifier": (caller, { sessionId }) =>
    caller.redeem(sessionId, { ...REQUEST.headers, authorization: "Bearer guess" }),
  "POST callback": (caller, { state, sessionId, code }) =>
    caller.postJson("/api/auth/wecom/callback", { code, state, sessionId }, REQUEST.headers),
  "GET callback": (caller, { state, code }) =>
    caller.fetch(`/api/auth/wecom/callback?code=${code}&state=${state}`, REQUEST),
  "GET callback without code": (caller, { state }) =>
    caller.fetch(`/api/auth/wecom/callback?state=${state}`, REQUEST),
  complete: (caller, { sessionId }) =>
    caller.fetch(`/login/complete?attempt=${sessionId}`, REQUEST),
  confirm: (caller, { sessionId }) =>
    caller.fetch("/api/auth/wecom/confirm", {
      method: "POST",
      headers: { ...REQUEST.headers, "content-type": "application/x-www-form-urlencoded" },
      body: `attempt=${sessionId}&secret=guess&number=42`,
    }),
};
const REQUEST = { headers: { "x-request-id": "one-request-id" } };

interface Ids {
  readonly state: string;
  readonly sessionId: string;
  readonly code: string;
}

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`${name} gives unknown, expired and foreign attempts the same answer, byte by byte`, async () => {
    const unknown = await answerTo(call, browser(), {
      state: randomHex(systemRandomBytes, 16),
      sessionId: randomHex(systemRandomBytes, 16),
      code: "x",
    });
    assert.ok(unknown.status === 404 || unknown.status === 403, `${unknown.status}`);
    for (const [situation, owned, ids] of await foreignAttempts()) {
      const thief = browser();
      await thief.start();
      assert.deepEqual(await answerTo(call, thief, ids), unknown, situation);
      assert.ok(owned.cookies.size > 0);
    }
    const owner = browser();
    const expired = await owner.start();
    stack.clock.advance(FORGOTTEN_AFTER_MS);
    assert.deepEqual(await answerTo(call, owner, { ...expired, code: "x" }), unknown, "expired");
  });
}

Deno.test("the owner's browser with the state of another attempt gets the same answer as for an unknown attempt", async () => {
  const owner = browser();
  const [mine, other] = [await owner.start(), await owner.start()];
  const mixed = { state: other.state, sessionId: mine.sessionId, code: "x" };
  const unknown = { ...mixed, sessionId: "0".repeat(32) };
  for (const name of ["poll", "status", "events", "POST callback"]) {
    const [seen, expected] = [
      await answerTo(CALLS[name]!, owner, mixed),
      await answerTo(CALLS[name]!, browser(), unknown),
    ];
    assert.equal(seen.status, 404);
    assert.deepEqual(seen, expected, name);
  }
});

const browser = () => createBrowser(stack);

/** Attempts of other browsers, one in each state that an attacker could try to distinguish. */
async function foreignAttempts(): Promise<[string, Browser, Ids][]> {
  const situations: [
    string,
    Record<string, string>,
    (owner: Browser, started: Started) => Promise<void>,
  ][] = [
    ["pending", {}, async () => {}],
    ["confirmed", {}, open("zhangsan")],
    ["failed", {}, open("outsider")],
    ["consumed", {}, async (owner, started) => {
      await open("zhangsan")(owner, started);
      await (await owner.redeem(started.sessionId)).body?.cancel();
    }],
    ["denied", {}, async (owner, started) => {
      await finish(owner.fetch(`/api/auth/wecom/callback?state=${started.state}`));
    }],
    ["confirming", { flow: "own" }, async (_owner, started) => {
      await open("zhangsan")(browser(), started);
    }],
    ["with a challenge", { code_challenge: "A".repeat(43) }, async () => {}],
  ];
  const attempts: [string, Browser, Ids][] = [];
  for (const [situation, query, prepare] of situations) {
    const owner = browser();
    const started = await owner.start(query);
    await prepare(owner, started);
    const fresh = new URL(await answerWecom(stack, started.loginUrl, "lisi"));
    attempts.push([situation, owner, { ...started, code: fresh.searchParams.get("code")! }]);
  }
  return attempts;
}

function open(user: string) {
  return async (visitor: Browser, started: Started) =>
    await finish(visitor.fetch(await answerWecom(stack, started.loginUrl, user)));
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel();
}

/** Everything of an answer that an attacker could compare. */
async function answerTo(call: (typeof CALLS)[string], caller: Browser, ids: Ids) {
  const response = await call(caller, ids);
  const headers = Object.fromEntries(response.headers);
  delete headers["date"];
  return { status: response.status, headers, body: await response.text() };
}
