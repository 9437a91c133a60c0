import assert from "node:assert/strict";
import { assertProblem, assertRefusedPage } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type AttemptStatus,
  createBrowser,
  expectJson,
  type Granted,
  signIn,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { createMember, type Member } from "simulators/wecom/corp.ts";

const OUR_CORP = "ww0123456789abcdef";
const OTHER_CORP = "ww00000000000000b2";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    apps: [{
      name: "branch",
      corpId: OTHER_CORP,
      agentId: "1000009",
      secret: "secret-of-the-other-corps-app-0000000000000",
    }],
    env: { OPERATORS: "ZhangSan" },
  });
  // Both corps use the same userids for different people.
  for (const person of members(OTHER_CORP)) person.name = `${person.name}（分公司）`;
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);

function members(corpId: string): Member[] {
  return stack.simulator.state.corps.find(({ id }) => id === corpId)!.members;
}

function exchanges(): number {
  return stack.simulator.state.journal.list()
    .filter(({ path }) => path.endsWith("auth/getuserinfo")).length;
}

Deno.test("a code of another corp is refused by its appid and consumes nothing", async () => {
  const desktop = browser();
  const [ours, theirs] = [await desktop.start(), await desktop.start({ app: "branch" })];
  const before = exchanges();
  for (const [attempt, other] of [[ours, theirs], [theirs, ours]] as const) {
    const foreign = new URL(await answerWecom(stack, other.loginUrl));
    foreign.searchParams.set("state", attempt.state);
    await assertRefusedPage(await desktop.fetch(foreign.href));
    assert.equal((await desktop.status(attempt)).status, "pending");
  }
  assert.equal(exchanges(), before);
});

Deno.test("swapped codes of two corps sign no one in, also without appid", async () => {
  for (const [own, foreign] of [["default", "branch"], ["branch", "default"]] as const) {
    const desktop = browser();
    const attempt = await desktop.start({ app: own });
    const other = await desktop.start({ app: foreign });
    const swapped = new URL(await answerWecom(stack, other.loginUrl));
    swapped.searchParams.delete("appid");
    swapped.searchParams.set("state", attempt.state);
    await (await desktop.fetch(swapped.href)).body?.cancel();
    const { status, reason } = await desktop.status(attempt);
    assert.deepEqual({ status, reason }, { status: "failed", reason: "code_rejected" });
    await assertProblem(await desktop.redeem(attempt.sessionId), 409, "login_not_confirmed");

    const posted = await desktop.start({ app: own });
    const code = new URL(await answerWecom(stack, other.loginUrl)).searchParams.get("code");
    const { state, sessionId } = posted;
    const answer = await desktop.postJson("/api/auth/wecom/callback", { code, state, sessionId });
    assert.equal((await expectJson<AttemptStatus>(answer)).reason, "code_rejected");
  }
});

Deno.test("the same userid in two corps is two people", async () => {
  const [here, there] = [browser(), browser()];
  const ours = await signIn(stack, here);
  const started = await there.start({ app: "branch" });
  await (await there.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
  const theirs = await expectJson<Granted>(await there.redeem(started.sessionId));
  assert.equal(ours.member.subject, `${OUR_CORP}/zhangsan`);
  assert.equal(theirs.member.subject, `${OTHER_CORP}/zhangsan`);
  assert.match(theirs.member.name, /分公司/);
  assert.deepEqual(ours.member.roles, ["staff", "operator"]);
  assert.deepEqual(theirs.member.roles, ["staff"], "an operator of one corp is none in another");
});

Deno.test("a person with only an openid cannot sign in, and every flow reports the right reason", async () => {
  for (const flow of ["hosted", "inapp", "own"]) {
    for (const user of ["outsider", "customer"]) await refusedAs("not_a_member", flow, user);
  }
});

Deno.test("a member of a linked corp cannot sign in, whatever userid follows the slash", async () => {
  const visitors = [`wwlinked0000000001/zhangsan`, `${OTHER_CORP}/zhangsan`, "/zhangsan"];
  members(OUR_CORP).push(...visitors.map((userid) => createMember({ userid })));
  for (const user of visitors) await refusedAs("not_a_member", "hosted", user);
});

Deno.test("members who are disabled, have left or are not activated cannot sign in", async () => {
  await refusedAs("member_disabled", "hosted", "zhaoliu");
  const left = [4, 5].map((status) =>
    createMember({ userid: `left-${status}`, status: status as Member["status"] })
  );
  members(OUR_CORP).push(...left);
  for (const { userid } of left) await refusedAs("member_disabled", "own", userid);
});

Deno.test("a member outside the app's visible scope cannot sign in", async () => {
  for (const flow of ["own", "inapp"]) await refusedAs("out_of_scope", flow, "qianba");
});

Deno.test("userids that differ only in case are one member", async () => {
  members(OUR_CORP).push(createMember({ userid: "CamelCase" }));
  const first = await signIn(stack, browser(), "CamelCase");
  const found = members(OUR_CORP).find(({ userid }) => userid === "CamelCase")!;
  Object.assign(found, { userid: "CAMELCASE" });
  const second = await signIn(stack, browser(), "camelcase");
  assert.equal(first.member.subject, `${OUR_CORP}/camelcase`);
  assert.equal(second.member.subject, first.member.subject);
  const rows = await stack.sql`select 1 from auth.members where user_id ilike 'camelcase'`;
  assert.equal(rows.length, 1);
});

Deno.test("eight tabs of one browser can sign in side by side, and a ninth replaces the oldest", async () => {
  const desktop = browser();
  const tabs: Started[] = [];
  for (let tab = 0; tab < 8; tab += 1) tabs.push(await desktop.start({ redirect: `/tab-${tab}` }));
  assert.equal(desktop.cookies.size, 8);
  for (const tab of tabs) assert.equal((await desktop.status(tab)).status, "pending");

  const ninth = await desktop.start();
  assert.deepEqual(
    [...desktop.cookies.keys()],
    [...tabs.slice(1), ninth].map(({ sessionId }) => `wl_${sessionId}`),
  );
  const back = await answerWecom(stack, tabs[0]!.loginUrl);
  await assertRefusedPage(await desktop.fetch(back));

  for (const tab of [tabs[1]!, ninth]) {
    await (await desktop.fetch(await answerWecom(stack, tab.loginUrl))).body?.cancel();
    assert.equal((await desktop.status(tab)).status, "confirmed");
  }
  const complete = await desktop.fetch(`/login/complete?attempt=${tabs[1]!.sessionId}`);
  assert.equal(complete.headers.get("location"), `${stack.publicUrl}/tab-1`);
  await expectJson<Granted>(await desktop.redeem(ninth.sessionId));
  assert.equal((await desktop.status(tabs[7]!)).status, "pending", "other tabs still wait");
});

/** Tries to sign in, and asserts that it ends as a failure with this reason and without a session. */
async function refusedAs(reason: string, flow: string, user: string): Promise<void> {
  const [desktop, phone] = [browser(), browser()];
  const started = await desktop.start({ flow });
  const back = await answerWecom(stack, started.loginUrl, user);
  await (await (flow === "own" ? phone : desktop).fetch(back)).body?.cancel();
  const attempt = await desktop.status(started);
  assert.deepEqual([attempt.status, attempt.reason], ["failed", reason], `${flow} ${user}`);
  await assertProblem(await desktop.redeem(started.sessionId), 409, "login_not_confirmed");
  const complete = await desktop.fetch(`/login/complete?attempt=${started.sessionId}`);
  assert.deepEqual(complete.headers.getSetCookie(), []);
  await complete.body?.cancel();
}
