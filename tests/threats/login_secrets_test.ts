import assert from "node:assert/strict";
import {
  answerWecom,
  type Browser,
  createBrowser,
  expectJson,
  type Granted,
  readConfirmForm,
  type Site,
  type Started,
} from "tests/support/browser.ts";
import { createSecretList } from "tests/threats/support/secret_list.ts";
import { leakSecret } from "tests/threats/support/leak_secret.ts";
import { startWatchedProcess, type WatchedProcess } from "tests/support/watched_process.ts";
import { codeChallengeOf } from "packages/login/binding.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";

const secrets = createSecretList();
const AGENT_SECRET = secrets.create("agent secret");
const PASSWORD = secrets.create("account password");
const WRONG_PASSWORD = secrets.create("wrong password");
const VERIFIER = secrets.create("verifier 0123456789abcdef");

let database: TestDatabase;
let watched: WatchedProcess;
let site: Site;

Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
  watched = await startWatchedProcess({
    DATABASE_URL: database.url,
    SIMULATORS: "on",
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_AGENT_ID: "1000002",
    WECOM_SECRET: AGENT_SECRET,
  });
  ({ site } = watched);
});
Deno.test.afterAll(async () => {
  await watched.stop();
  await database.drop();
});

Deno.test("log lines, exported spans, logs and metrics, and error bodies contain no secret, code, state or token", async () => {
  const slow = await slowWecom();
  await Promise.all([
    slow(),
    hostedLogin(),
    inappLogin(),
    ownLogin(),
    frontEndLogin(),
    accountLogin(),
    badRequests(),
  ]);
  await failingLogins();
  await addWecomSecrets();
  const expected = [
    "wecom gettoken",
    "wecom auth/getuserinfo",
    "wecom user/get",
    "GET /api/auth/wecom/poll",
    "GET /api/auth/wecom/callback",
    "POST /api/auth/token",
  ];
  await eventually(() => {
    const names = watched.collector.spanNames();
    for (const name of expected) assert.ok(names.has(name), `no span ${name}: ${[...names]}`);
    assert.match(watched.collector.received("logs"), /login_attempt_completed/);
  });
  await watched.end();
  assert.match(watched.collector.received("metrics"), /http\.server\.request\.duration/);
  assert.match(watched.output(), /"level":"debug"/);
  assert.match(watched.output(), /login_attempt_failed/);
  const refusals = watched.errorBodies.length;
  assert.ok(refusals > 20 && secrets.size > 40, `${refusals} ${secrets.size}`);
  const found = watched.outputs().flatMap(([place, text]) => secrets.findIn(place, text));
  assert.deepEqual(found, []);
});

async function hostedLogin(): Promise<void> {
  const desktop = createBrowser(site);
  const started = await start(desktop, { redirect: "/orders" }, "hosted");
  const polling = finish(desktop.fetch(pollOf(started)));
  await finish(
    desktop.fetch(secrets.addCode("hosted", await answerWecom(site, started.loginUrl))),
  );
  await polling;
  await finish(desktop.fetch(`/login/complete?attempt=${started.sessionId}`));
  secrets.addCookies("hosted session", desktop);
  await finish(desktop.fetch("/api/auth/me"));
  await finish(desktop.postJson("/api/auth/refresh", {}));
  secrets.addCookies("refreshed session", desktop);
  await finish(desktop.fetch("/login"));
  await finish(desktop.postJson("/api/auth/logout", {}));
}

async function inappLogin(): Promise<void> {
  const phone = createBrowser(site);
  const started = await start(phone, { flow: "inapp" }, "in-app");
  const back = secrets.addCode("in-app", await answerWecom(site, started.loginUrl, "lisi"));
  await finish(phone.fetch(back.replace("/api/auth/wecom/callback", "/api/v1/wechat/oauth")));
  const granted = await expectJson<Granted>(await phone.redeem(started.sessionId));
  secrets.add("in-app access token", granted.access_token);
  secrets.addCookies("in-app session", phone);
}

async function ownLogin(): Promise<void> {
  const [desktop, phone] = [createBrowser(site), createBrowser(site)];
  const started = await start(desktop, { flow: "own" }, "own QR");
  const page = await phone.fetch(
    secrets.addCode("own QR", await answerWecom(site, started.loginUrl)),
  );
  const { attempt, secret } = readConfirmForm(await page.text());
  secrets.add("confirm secret", secret);
  const { matchNumber: number } = await desktop.status(started);
  await finish(
    phone.postForm("/api/auth/wecom/confirm", { attempt, secret: `${secret}x`, number: number! }),
  );
  await finish(phone.postForm("/api/auth/wecom/confirm", { attempt, secret, number: number! }));
  await finish(desktop.redeem(started.sessionId));
  await finish(desktop.fetch(pollOf(started).replace("/poll", "/events")));
  secrets.addCookies("own QR session", desktop);
}

/** A front end on another site: its verifier binds the attempt, and it posts the code itself. */
async function frontEndLogin(): Promise<void> {
  const front = createBrowser(site);
  const started = await start(front, { code_challenge: codeChallengeOf(VERIFIER) }, "front end");
  front.cookies.clear();
  const back = secrets.addCode("front end", await answerWecom(site, started.loginUrl));
  const code = new URL(back).searchParams.get("code");
  const { state, sessionId } = started;
  for (const verifier of [`${VERIFIER}x`, VERIFIER]) {
    const headers = { authorization: `Bearer ${verifier}` };
    await finish(front.postJson("/api/auth/wecom/callback", { code, state, sessionId }, headers));
  }
  const bearer = { authorization: `Bearer ${VERIFIER}` };
  const granted = await expectJson<Granted>(await front.redeem(sessionId, bearer));
  secrets.add("front end's access token", granted.access_token);
  secrets.add("front end's refresh token", granted.refresh_token!);
  const again = { refresh_token: granted.refresh_token };
  await finish(front.postJson("/api/auth/refresh", again));
  await finish(front.postJson("/api/auth/refresh", { refresh_token: `${granted.refresh_token}x` }));
}

async function accountLogin(): Promise<void> {
  const accounts = createAccountStore({ sql: database.sql, clock: { now: Date.now } });
  const hash = await hashPassword(PASSWORD, systemRandomBytes);
  await accounts.save("breakglass", hash);
  secrets.add("password hash", hash);
  const operator = createBrowser(site);
  for (const password of [WRONG_PASSWORD, PASSWORD]) {
    await finish(operator.postJson("/api/v1/login", { username: "breakglass", password }));
  }
  secrets.addCookies("account session", operator);
}

async function badRequests(): Promise<void> {
  const caller = createBrowser(site);
  const { state } = await start(caller, {}, "bad requests");
  await leakSecret(site, caller, { code: secrets.create("code in a wrong place"), state });
}

async function failingLogins(): Promise<void> {
  const faults: Record<string, unknown>[] = [
    { call: "user/get", errcode: 60020 },
    { call: "auth/getuserinfo", errcode: 40029 },
    { call: "user/get", malformed: true },
    { call: "user/get", httpStatus: 404 },
    { call: "auth/getuserinfo", cut: true },
    { call: "user/get", errcode: 99999 },
  ];
  for (const fault of faults) {
    await watched.control("faults", fault);
    await failLogin(JSON.stringify(fault));
  }
  await watched.control("tokens", { action: "revoke" });
  await failLogin("a revoked token");
  await watched.control("tokens", { action: "revoke" });
  await watched.control("faults", { call: "gettoken", errcode: 40001 });
  await failLogin("gettoken");
  await failLogin("the remembered refusal of gettoken");
}

/** Starts a login that WeCom answers late; the returned function waits for its end. */
async function slowWecom(): Promise<() => Promise<void>> {
  await watched.control("faults", { call: "auth/getuserinfo", delayMs: 7_000 });
  const login = failLogin("time-out");
  await eventually(async () => {
    assert.deepEqual((await watched.control<{ faults: unknown[] }>("faults")).faults, []);
  });
  return () => login;
}

async function failLogin(why: string): Promise<void> {
  const desktop = createBrowser(site);
  const started = await start(desktop, {}, why);
  await finish(desktop.fetch(secrets.addCode(why, await answerWecom(site, started.loginUrl))));
  await finish(desktop.fetch(`/login/complete?attempt=${started.sessionId}`));
}

/** Adds the access tokens and codes that the simulated WeCom has recorded. */
async function addWecomSecrets(): Promise<void> {
  const { entries } = await watched.control<{ entries: { query: Record<string, string> }[] }>(
    "journal",
  );
  for (const { query: { access_token, code, corpsecret } } of entries) {
    if (access_token !== undefined) {
      secrets.add(`WeCom token ${access_token.slice(0, 4)}`, access_token);
    }
    if (code !== undefined) secrets.add(`WeCom code ${code.slice(0, 4)}`, code);
    if (corpsecret !== undefined) assert.equal(corpsecret, AGENT_SECRET);
  }
}

async function start(
  browser: Browser,
  query: Record<string, string>,
  what: string,
): Promise<Started> {
  const started = await browser.start(query);
  secrets.add(`state (${what})`, started.state);
  secrets.addCookies(`binding (${what})`, browser);
  return started;
}

function pollOf({ state, sessionId }: Started): string {
  return `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}`;
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).text();
}
