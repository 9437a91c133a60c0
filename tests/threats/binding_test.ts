import assert from "node:assert/strict";
import { assertProblem, assertRefusedPage } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type AttemptStatus,
  type Browser,
  createBrowser,
  expectJson,
  type Granted,
  readConfirmForm,
  scanOwn,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { codeChallengeOf } from "packages/login/binding.ts";

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

const exchanges = () =>
  stack.simulator.state.journal.list().filter(({ path }) => path.endsWith("auth/getuserinfo"))
    .length;
const browser = () => createBrowser(stack);

Deno.test("a victim who scans a relayed QR code signs no one in before the right number is chosen", async () => {
  const [attacker, victim] = [browser(), browser()];
  const started = await attacker.start({ flow: "own" });
  const page = await victim.fetch(await answerWecom(stack, started.loginUrl));
  const text = await page.text();
  assert.match(
    text,
    new RegExp(attacker.ip.replaceAll(".", "\\.")),
    "names the attacker's address",
  );
  assert.match(text, /2026-01-01 08:00/, "names the time");
  assert.match(text, /其他网络/, "warns of another network");
  assert.match(text, /name="decision" value="deny"/, "declining is one tap");
  const form = readConfirmForm(text);
  assert.equal(form.choices.length, 3);

  const seen = await attacker.status(started);
  assert.equal(seen.status, "confirming");
  await assertProblem(await attacker.redeem(started.sessionId), 409, "login_not_confirmed");
  const complete = await attacker.fetch(`/login/complete?attempt=${started.sessionId}`, {
    signal: AbortSignal.timeout(300),
  }).catch(() => undefined);
  assert.equal(complete, undefined, "completing waits and gets nothing");

  const wrong = form.choices.find((choice) => choice !== seen.matchNumber)!;
  await assertClosingPage(victim, { ...hiddenFields(form), number: wrong }, /数字不一致/);
  assert.equal((await attacker.status(started)).status, "denied");
  await assertClosingPage(
    victim,
    { ...hiddenFields(form), number: seen.matchNumber! },
    /已拒绝登录/,
  );
  assert.equal((await attacker.status(started)).status, "denied");
  await assertProblem(await attacker.redeem(started.sessionId), 409, "login_not_confirmed");
});

Deno.test("state, session id and number cannot confirm an attempt without the form's secret", async () => {
  const [attacker, victim] = [browser(), browser()];
  const started = await attacker.start({ flow: "own" });
  await scanOwn(stack, victim, started);
  const { matchNumber: number, ...rest } = await attacker.status(started);
  assert.deepEqual(Object.keys(rest).sort(), ["expiresAt", "status", "version"]);
  const attempt = started.sessionId;
  for (
    const secret of [
      "",
      "A".repeat(43),
      started.state,
      started.sessionId,
      [...attacker.cookies.values()][0]!,
    ]
  ) {
    await assertRefusedPage(
      await attacker.postForm("/api/auth/wecom/confirm", { attempt, secret, number: number! }),
    );
  }
  const noSecret = await attacker.postForm("/api/auth/wecom/confirm", { attempt, number: number! });
  assert.equal(noSecret.status, 400);
  await noSecret.body?.cancel();
  // A repeated redirect neither returns another form nor declines the attempt.
  for (const query of [`code=forged&state=${started.state}`, `state=${started.state}`]) {
    await assertRefusedPage(await attacker.fetch(`/api/auth/wecom/callback?${query}`));
  }
  assert.equal((await attacker.status(started)).status, "confirming");
});

Deno.test("a confirm form works once, and a declined attempt stays declined", async () => {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const form = await scanOwn(stack, phone, started);
  const { matchNumber: number } = await desktop.status(started);
  await assertClosingPage(phone, { ...hiddenFields(form), number: number! }, /已确认登录/);
  assert.equal((await desktop.status(started)).status, "confirmed");
  // A second tap gets the first answer and changes nothing.
  for (const answer of [{ number: number! }, { number: "99" }, { decision: "deny" }]) {
    await assertClosingPage(phone, { ...hiddenFields(form), ...answer }, /已确认登录/);
  }
  assert.equal((await desktop.status(started)).status, "confirmed");

  const second = await desktop.start({ flow: "own" });
  const declined = await scanOwn(stack, phone, second);
  await assertClosingPage(phone, { ...hiddenFields(declined), decision: "deny" }, /已拒绝登录/);
  assert.equal((await desktop.status(second)).status, "denied");
  await assertProblem(await desktop.redeem(second.sessionId), 409, "login_not_confirmed");
});

Deno.test("session fixation: a link opened in another browser is refused and consumes nothing", async () => {
  for (
    const query of [{ flow: "hosted" }, { flow: "inapp" }, withChallenge("attackers-verifier")]
  ) {
    const [attacker, victim] = [browser(), browser()];
    await victim.start();
    const started = await attacker.start(query);
    const before = exchanges();
    const back = await answerWecom(stack, started.loginUrl);
    await assertRefusedPage(await victim.fetch(back));
    await assertRefusedPage(
      await victim.fetch(back.replace("wecom/callback", "../v1/wechat/oauth")),
    );
    const complete = await victim.fetch(`/login/complete?attempt=${started.sessionId}`);
    assert.equal(complete.status, 403);
    assert.doesNotMatch(await complete.text(), new RegExp(started.sessionId));
    assert.equal(exchanges(), before, "the code is not spent");
    assert.equal((await attacker.status(started)).status, "pending");
    await assertProblem(await attacker.redeem(started.sessionId), 409, "login_not_confirmed");
  }
});

Deno.test("session fixation: sign-in creates a new session id, whatever cookies the browser had before", async () => {
  const victim = browser();
  const started = await victim.start();
  for (const name of ["wecom_access", "wecom_refresh"]) victim.cookies.set(name, "planted");
  await assertSuccess(await victim.fetch(await answerWecom(stack, started.loginUrl)));
  const granted = await expectJson<Granted>(await victim.redeem(started.sessionId));
  const claims = JSON.parse(atob(granted.access_token.split(".")[1]!));
  const known = [started.sessionId, started.state, "planted"];
  assert.ok(!known.includes(claims.sid) && !known.includes(victim.cookies.get("wecom_refresh")!));
});

Deno.test("login CSRF: another site cannot sign a victim's browser in with its own code", async () => {
  const [attacker, victim] = [browser(), browser()];
  const mine = await attacker.start();
  const code = new URL(await answerWecom(stack, mine.loginUrl, "lisi")).searchParams.get("code")!;
  const own = await victim.start();
  const before = exchanges();
  const body = { code, state: own.state, sessionId: own.sessionId };
  const post = (headers: Record<string, string>, text = JSON.stringify(body)) =>
    victim.fetch("/api/auth/wecom/callback", { method: "POST", headers, body: text });
  const json = { "content-type": "application/json" };
  for (
    const origin of ["https://evil.example", "null", undefined, `${stack.publicUrl}.evil.example`]
  ) {
    const headers = origin === undefined ? json : { ...json, origin };
    await assertProblem(await post(headers), 403, "request_origin_refused");
    const token = { method: "POST", headers, body: JSON.stringify({ sessionId: own.sessionId }) };
    await assertProblem(
      await victim.fetch("/api/auth/token", token),
      403,
      "request_origin_refused",
    );
  }
  const form = new URLSearchParams(body).toString();
  for (const type of ["application/x-www-form-urlencoded", "text/plain"]) {
    const headers = { "content-type": type, origin: stack.publicUrl };
    await assertProblem(await post(headers, form), 415, "request_type_unsupported");
  }
  // The attacker's redirect in the victim's browser, then the attacker's ids with the victim's cookie.
  await assertRefusedPage(
    await victim.fetch(`/api/auth/wecom/callback?code=${code}&state=${mine.state}`),
  );
  await assertProblem(
    await victim.postJson("/api/auth/wecom/callback", { code, ...ids(mine) }),
    404,
    "login_attempt_not_found",
  );
  assert.equal(exchanges(), before);
  assert.equal((await victim.status(own)).status, "pending");
});

Deno.test("login CSRF: another site can neither start an attempt nor sign a person out", async () => {
  const victim = browser();
  const qrcode = await victim.fetch("/api/auth/wecom/qrcode", {
    headers: { "sec-fetch-site": "cross-site" },
  });
  await assertProblem(qrcode, 403, "request_origin_refused");
  assert.equal(victim.cookies.size, 0);
  // Browsers send no SameSite=Lax cookies with a foreign form's POST; the answer must not delete them either.
  const logout = await victim.fetch("/api/auth/logout", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: "https://evil.example",
      "sec-fetch-site": "cross-site",
      cookie: "",
    },
    body: "",
  });
  await assertSuccess(logout);
  assert.deepEqual(logout.headers.getSetCookie(), []);
});

Deno.test("a code that was already used cannot confirm another attempt", async () => {
  const [victim, attacker] = [browser(), browser()];
  const theirs = await victim.start();
  const back = await answerWecom(stack, theirs.loginUrl);
  await assertSuccess(await victim.fetch(back));
  const code = new URL(back).searchParams.get("code")!;
  const mine = await attacker.start();
  const post = await attacker.postJson("/api/auth/wecom/callback", { code, ...ids(mine) });
  const { status, reason } = await expectJson<AttemptStatus>(post);
  assert.deepEqual({ status, reason }, { status: "failed", reason: "code_rejected" });
  await assertProblem(await attacker.redeem(mine.sessionId), 409, "login_not_confirmed");
  await assertProblem(await attacker.redeem(theirs.sessionId), 404, "login_attempt_not_found");
});

Deno.test("without the right verifier, an attempt with a challenge can be neither completed nor redeemed", async () => {
  const verifier = "a-verifier-of-the-front-end-0123456789abcdef";
  const front = browser();
  const started = await front.start(withChallenge(verifier));
  front.cookies.clear();
  const code = new URL(await answerWecom(stack, started.loginUrl)).searchParams.get("code")!;
  const before = exchanges();
  const challenge = codeChallengeOf(verifier);
  for (
    const shown of [undefined, `${verifier}x`, challenge, verifier.toUpperCase(), "", started.state]
  ) {
    const headers: Record<string, string> = shown === undefined
      ? {}
      : { authorization: `Bearer ${shown}` };
    const post = (path: string, body: unknown) => front.postJson(path, body, headers);
    await assertProblem(
      await post("/api/auth/wecom/callback", { code, ...ids(started) }),
      404,
      "login_attempt_not_found",
    );
    await assertProblem(
      await post("/api/auth/token", { sessionId: started.sessionId }),
      404,
      "login_attempt_not_found",
    );
  }
  assert.equal(exchanges(), before);
  const bearer = { authorization: `Bearer ${verifier}` };
  await assertSuccess(
    await front.postJson("/api/auth/wecom/callback", { code, ...ids(started) }, bearer),
  );
  const granted = await expectJson<Granted>(await front.redeem(started.sessionId, bearer));
  assert.equal(typeof granted.refresh_token, "string");
});

Deno.test("a stolen code cannot be posted into an own-QR attempt", async () => {
  const attacker = browser();
  const started = await attacker.start({ flow: "own" });
  const code = new URL(await answerWecom(stack, started.loginUrl)).searchParams.get("code")!;
  const before = exchanges();
  await assertProblem(
    await attacker.postJson("/api/auth/wecom/callback", { code, ...ids(started) }),
    404,
    "login_attempt_not_found",
  );
  assert.equal(exchanges(), before);
  assert.equal((await attacker.status(started)).status, "pending");
});

function withChallenge(verifier: string) {
  return { code_challenge: codeChallengeOf(verifier) };
}

function ids({ state, sessionId }: Started) {
  return { state, sessionId };
}

function hiddenFields({ attempt, secret }: { attempt: string; secret: string }) {
  return { attempt, secret };
}

async function assertClosingPage(phone: Browser, fields: Record<string, string>, expected: RegExp) {
  const page = await phone.postForm("/api/auth/wecom/confirm", fields);
  const text = await page.text();
  assert.equal(page.status, 200, text);
  assert.match(text, expected);
}

async function assertSuccess(response: Response): Promise<void> {
  const text = await response.text();
  assert.ok(response.status < 400, `${response.status} ${text}`);
}
