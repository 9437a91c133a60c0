import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type AttemptStatus,
  createBrowser,
  expectJson,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { FailureReason } from "packages/login/attempt.ts";
import { FAILURE_TEXTS } from "packages/login/failure_texts.ts";
import type { Fault } from "simulators/shared/faults.ts";

/** Longer than a refused secret is remembered. */
const FORGET_MS = 5 * 60_000;

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const agent = () => stack.simulator.state.corps[0]!.agents[0]!;
const fault = (call: string, what: Partial<Fault>, count = 1) =>
  stack.simulator.state.faults.add({ call, count, ...what });

/** One failed sign-in: the member, and what breaks between the consent in WeCom and our call to WeCom. */
interface FailureCase {
  readonly user?: string;
  readonly breakIt?: (back: string) => Promise<void> | void;
  /** Further fields of the operator's log line. */
  readonly log?: Readonly<Record<string, unknown>>;
  /** Runs only in the hosted flow, because it takes seconds of real time. */
  readonly hostedOnly?: boolean;
}

const CASES: readonly [reason: FailureReason, what: string, failure: FailureCase][] = [
  ["not_a_member", "an outsider's openid", { user: "outsider" }],
  ["not_a_member", "a customer's openid", { user: "customer" }],
  ["member_disabled", "a disabled member", { user: "zhaoliu" }],
  ["out_of_scope", "a member whom the app may not see any more", {
    breakIt: () => void (agent().scope.departmentIds = [1_000]),
    log: { errcode: 60111, call: "user/get" },
  }],
  ["out_of_scope", "a member outside the scope (60021)", {
    breakIt: () => fault("user/get", { errcode: 60021 }),
    log: { errcode: 60021 },
  }],
  ["code_rejected", "a code that was used elsewhere", { breakIt: useUp, log: { errcode: 40029 } }],
  ["code_rejected", "a code older than five minutes", {
    breakIt: () => stack.simulator.state.advance(300_000),
    log: { errcode: 40029, call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "a WeCom that stays busy (-1)", {
    breakIt: () => fault("user/get", { errcode: -1 }, 3),
    log: { errcode: -1 },
    hostedOnly: true,
  }],
  ["wecom_unavailable", "a cut connection", {
    breakIt: () => fault("auth/getuserinfo", { cut: true }),
    log: { call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "a proxy's error page", {
    breakIt: () => fault("auth/getuserinfo", { httpStatus: 502 }),
    log: { call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "half an answer", {
    breakIt: () => fault("user/get", { malformed: true }),
    log: { call: "user/get" },
  }],
  ["wecom_unavailable", "too many calls (45009)", {
    breakIt: () => fault("user/get", { errcode: 45009 }),
    log: { errcode: 45009 },
  }],
  ["wecom_unavailable", "a WeCom that does not answer in time", {
    breakIt: () => fault("auth/getuserinfo", { delayMs: 20_000 }),
    log: { call: "auth/getuserinfo" },
    hostedOnly: true,
  }],
  ["app_misconfigured", "a caller's address that is not trusted (60020)", {
    breakIt: () => void (agent().trustedIps = ["203.0.113.9"]),
    log: { errcode: 60020 },
  }],
  ["app_misconfigured", "a redirect domain that is not the app's (50001)", {
    breakIt: () => void (agent().trustedDomains = ["other.example.com"]),
    log: { errcode: 50001 },
  }],
  ["app_misconfigured", "an app that is stopped after its token was fetched (50003)", {
    breakIt: () => fault("auth/getuserinfo", { errcode: 50003 }),
    log: { errcode: 50003 },
  }],
  ["app_misconfigured", "an app that was stopped before", {
    breakIt: () => void (agent().closed = true),
    log: { errcode: 40001, call: "gettoken" },
  }],
  ["app_misconfigured", "a secret that was reset (40001)", {
    breakIt: () => {
      agent().secret = "another-secret";
      stack.simulator.state.tokens.revoke({});
    },
    log: { errcode: 40001, call: "gettoken" },
  }],
];

for (const [reason, what, failure] of CASES) {
  Deno.test(`${what} fails with ${reason}: in the poll, on the person's page and in the log`, async () => {
    await inHostedFlow(reason, failure);
    if (!failure.hostedOnly) await inOwnFlow(reason, failure);
  });
}

Deno.test("the log line for 60020 names the address to add, in both languages", async () => {
  reset();
  agent().trustedIps = ["203.0.113.9"];
  const desktop = browser();
  const started = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, started.loginUrl)));
  const line = failureLine();
  assert.match(String(line["advice"]), /127\.0\.0\.1.*(trusted|allow)/i);
  assert.match(String(line["advice_zh"]), /127\.0\.0\.1/);
});

Deno.test("a new attempt after a failed one signs in", async () => {
  reset();
  fault("user/get", { errcode: 60020 });
  const desktop = browser();
  const failed = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, failed.loginUrl)));
  assert.equal((await desktop.status(failed)).reason, "app_misconfigured");
  const again = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, again.loginUrl)));
  await expectJson(await desktop.redeem(again.sessionId));
});

async function inHostedFlow(reason: FailureReason, failure: FailureCase): Promise<void> {
  reset();
  const desktop = browser();
  const started = await desktop.start({ redirect: "/orders" });
  const back = await answerWecom(stack, started.loginUrl, failure.user);
  await failure.breakIt?.(back);
  const query = `state=${started.state}&sessionId=${started.sessionId}`;
  const polled = desktop.fetch(`/api/auth/wecom/poll?${query}`);
  const redirected = await desktop.fetch(back);
  assert.equal(redirected.status, 303, "the browser is not left on an address with a code");
  const { status, reason: reported } = await expectJson<AttemptStatus>(await polled);
  assert.deepEqual([status, reported], ["failed", reason]);
  const page = await desktop.fetch(redirected.headers.get("location")!);
  assert.equal(page.status, 200);
  assertShows(await page.text(), reason, "/login?redirect=%2Forders");
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_not_confirmed");
  assertLogged(reason, failure, "hosted");
  assert.equal(failureLine()["request_id"], redirected.headers.get("x-request-id"));
}

async function inOwnFlow(reason: FailureReason, failure: FailureCase): Promise<void> {
  reset();
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const back = await answerWecom(stack, started.loginUrl, failure.user);
  await failure.breakIt?.(back);
  const page = await phone.fetch(back);
  assert.equal(page.status, 200);
  const html = await page.text();
  assertShows(html, reason);
  const { status, reason: reported } = await desktop.status(started);
  assert.deepEqual([status, reported], ["failed", reason]);
  assertLogged(reason, failure, "own");
  const requestId = String(failureLine()["request_id"]);
  assert.equal(requestId, page.headers.get("x-request-id"));
  assert.ok(
    html.includes(`<code>${requestId}</code>`),
    "the phone shows the request id of the log line",
  );
}

function assertShows(html: string, reason: FailureReason, retry?: string): void {
  const { title, detail } = FAILURE_TEXTS[reason];
  assert.ok(html.includes(title.zh) && html.includes(detail.zh), html);
  if (retry !== undefined) assert.ok(html.includes(`href="${retry}"`), `no link to retry: ${html}`);
  assert.doesNotMatch(
    html,
    /errcode|\b(60020|40029|40001|50001|60111)\b/,
    "WeCom's error codes are for operators only",
  );
}

/** Checks the operator's log line. With `log` it must also have advice in both languages. */
function assertLogged(reason: FailureReason, { log }: FailureCase, flow: string): void {
  const line = failureLine();
  const { level, event, service } = line;
  assert.deepEqual({ level, event, service }, {
    level: "warn",
    event: "login_attempt_failed",
    service: "callback",
  });
  for (const [name, value] of Object.entries({ reason, flow, app: "default", ...log })) {
    assert.equal(line[name], value, `${name} in ${JSON.stringify(line)}`);
  }
  if (log === undefined) return;
  assert.ok(String(line["advice"]).length > 20 && String(line["advice_zh"]).length > 8);
}

function failureLine(): Readonly<Record<string, unknown>> {
  return stack.log.findLast(({ event }) => event === "login_attempt_failed") ?? {};
}

/** Resets the simulated WeCom, and waits until remembered refusals have expired. */
function reset(): void {
  stack.simulator.state.reset();
  stack.clock.advance(FORGET_MS);
}

async function useUp(back: string): Promise<void> {
  const other = browser();
  const code = new URL(back).searchParams.get("code");
  const { state, sessionId } = await other.start();
  await finish(other.postJson("/api/auth/wecom/callback", { code, state, sessionId }));
  await finish(other.redeem(sessionId));
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel();
}
