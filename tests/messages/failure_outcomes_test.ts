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

/** Longer than anything that remembers a refused secret. */
const FORGET_MS = 5 * 60_000;

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const agent = () => stack.simulator.state.corps[0]!.agents[0]!;
const fault = (call: string, what: Partial<Fault>, count = 1) =>
  stack.simulator.state.faults.add({ call, count, ...what });

/** One way to fail: whose phone it is, and what goes wrong between WeCom's consent and our question. */
interface Way {
  readonly user?: string;
  readonly spoil?: (back: string) => Promise<void> | void;
  /** What the operator's log line holds besides the reason. */
  readonly log?: Readonly<Record<string, unknown>>;
  /** Takes too long in real time to be done in both flows. */
  readonly once?: boolean;
}

const WAYS: readonly [reason: FailureReason, what: string, way: Way][] = [
  ["not_a_member", "an outsider's openid", { user: "outsider" }],
  ["not_a_member", "a customer's openid", { user: "customer" }],
  ["member_disabled", "a disabled member", { user: "zhaoliu" }],
  ["out_of_scope", "a member whom the app may not see any more", {
    spoil: () => void (agent().scope.departmentIds = [1_000]),
    log: { errcode: 60111, call: "user/get" },
  }],
  ["out_of_scope", "a member outside the scope, as 60021 says it", {
    spoil: () => fault("user/get", { errcode: 60021 }),
    log: { errcode: 60021 },
  }],
  ["code_rejected", "a code that was used elsewhere", { spoil: useUp, log: { errcode: 40029 } }],
  ["code_rejected", "a code older than five minutes", {
    spoil: () => stack.simulator.state.advance(300_000),
    log: { errcode: 40029, call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "a WeCom that stays busy (-1)", {
    spoil: () => fault("user/get", { errcode: -1 }, 3),
    log: { errcode: -1 },
    once: true,
  }],
  ["wecom_unavailable", "a cut connection", {
    spoil: () => fault("auth/getuserinfo", { cut: true }),
    log: { call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "a proxy's error page", {
    spoil: () => fault("auth/getuserinfo", { httpStatus: 502 }),
    log: { call: "auth/getuserinfo" },
  }],
  ["wecom_unavailable", "half an answer", {
    spoil: () => fault("user/get", { malformed: true }),
    log: { call: "user/get" },
  }],
  ["wecom_unavailable", "too many calls (45009)", {
    spoil: () => fault("user/get", { errcode: 45009 }),
    log: { errcode: 45009 },
  }],
  ["wecom_unavailable", "a WeCom that does not answer in time", {
    spoil: () => fault("auth/getuserinfo", { delayMs: 20_000 }),
    log: { call: "auth/getuserinfo" },
    once: true,
  }],
  ["app_misconfigured", "a caller's address that is not trusted (60020)", {
    spoil: () => void (agent().trustedIps = ["203.0.113.9"]),
    log: { errcode: 60020 },
  }],
  ["app_misconfigured", "a redirect domain that is not the app's (50001)", {
    spoil: () => void (agent().trustedDomains = ["other.example.com"]),
    log: { errcode: 50001 },
  }],
  ["app_misconfigured", "an app that is stopped after its token was fetched (50003)", {
    spoil: () => fault("auth/getuserinfo", { errcode: 50003 }),
    log: { errcode: 50003 },
  }],
  ["app_misconfigured", "an app that was stopped before", {
    spoil: () => void (agent().closed = true),
    log: { errcode: 40001, call: "gettoken" },
  }],
  ["app_misconfigured", "a secret that was reset (40001)", {
    spoil: () => {
      agent().secret = "another-secret";
      stack.simulator.state.tokens.revoke({});
    },
    log: { errcode: 40001, call: "gettoken" },
  }],
];

for (const [reason, what, way] of WAYS) {
  Deno.test(`${what} ends as ${reason}: for the poll, for the person, for the operator`, async () => {
    await inHostedFlow(reason, way);
    if (!way.once) await inOwnFlow(reason, way);
  });
}

Deno.test("60020 tells the operator which address to add, in both languages", async () => {
  fresh();
  agent().trustedIps = ["203.0.113.9"];
  const desktop = browser();
  const started = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, started.loginUrl)));
  const line = failureLine();
  assert.match(String(line["advice"]), /127\.0\.0\.1.*(trusted|allow)/i);
  assert.match(String(line["advice_zh"]), /127\.0\.0\.1/);
});

Deno.test("a retry after a failure signs in: nothing is left behind", async () => {
  fresh();
  fault("user/get", { errcode: 60020 });
  const desktop = browser();
  const failed = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, failed.loginUrl)));
  assert.equal((await desktop.status(failed)).reason, "app_misconfigured");
  const again = await desktop.start();
  await finish(desktop.fetch(await answerWecom(stack, again.loginUrl)));
  await expectJson(await desktop.redeem(again.sessionId));
});

async function inHostedFlow(reason: FailureReason, way: Way): Promise<void> {
  fresh();
  const desktop = browser();
  const started = await desktop.start({ redirect: "/orders" });
  const back = await answerWecom(stack, started.loginUrl, way.user);
  await way.spoil?.(back);
  const query = `state=${started.state}&sessionId=${started.sessionId}`;
  const polled = desktop.fetch(`/api/auth/wecom/poll?${query}`);
  const redirected = await desktop.fetch(back);
  assert.equal(redirected.status, 303, "the browser is not left on an address with a code");
  const { status, reason: told } = await expectJson<AttemptStatus>(await polled);
  assert.deepEqual([status, told], ["failed", reason]);
  const page = await desktop.fetch(redirected.headers.get("location")!);
  assert.equal(page.status, 200);
  assertSays(await page.text(), reason, "/login?redirect=%2Forders");
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_not_confirmed");
  assertLogged(reason, way, "hosted");
  assert.equal(failureLine()["request_id"], redirected.headers.get("x-request-id"));
}

async function inOwnFlow(reason: FailureReason, way: Way): Promise<void> {
  fresh();
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow: "own" });
  const back = await answerWecom(stack, started.loginUrl, way.user);
  await way.spoil?.(back);
  const page = await phone.fetch(back);
  assert.equal(page.status, 200);
  const html = await page.text();
  assertSays(html, reason);
  const { status, reason: told } = await desktop.status(started);
  assert.deepEqual([status, told], ["failed", reason]);
  assertLogged(reason, way, "own");
  const requestId = String(failureLine()["request_id"]);
  assert.equal(requestId, page.headers.get("x-request-id"));
  assert.ok(
    html.includes(`<code>${requestId}</code>`),
    "the phone shows what the line is found by",
  );
}

function assertSays(html: string, reason: FailureReason, retry?: string): void {
  const { title, detail } = FAILURE_TEXTS[reason];
  assert.ok(html.includes(title.zh) && html.includes(detail.zh), html);
  if (retry !== undefined) assert.ok(html.includes(`href="${retry}"`), `no way to retry: ${html}`);
  assert.doesNotMatch(html, /errcode|\b(60020|40029|40001|50001|60111)\b/, "operators' words");
}

/** The operator's line, with advice in both languages where WeCom said what is wrong. */
function assertLogged(reason: FailureReason, { log }: Way, flow: string): void {
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

/** Everything at WeCom as it was, and what we remember of its refusals forgotten. */
function fresh(): void {
  stack.simulator.state.reset();
  stack.clock.advance(FORGET_MS);
}

async function useUp(back: string): Promise<void> {
  const thief = browser();
  const code = new URL(back).searchParams.get("code");
  const { state, sessionId } = await thief.start();
  await finish(thief.postJson("/api/auth/wecom/callback", { code, state, sessionId }));
  await finish(thief.redeem(sessionId));
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel();
}
