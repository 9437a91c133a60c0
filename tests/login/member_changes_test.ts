import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import { type Browser, createBrowser, signIn } from "tests/support/browser.ts";
import { push } from "tests/support/control_simulator.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { type MemberChanged, memberChanged } from "packages/events/member_changed.ts";
import { eventually } from "packages/testkit/eventually.ts";

const CORP = "ww0123456789abcdef";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

async function signedIn(user: string): Promise<Browser> {
  const browser = createBrowser(stack);
  await signIn(stack, browser, user);
  return browser;
}

const refresh = (browser: Browser) => browser.postJson("/api/auth/refresh", {});
const send = (change: MemberChanged) => stack.jobs.send(memberChanged, change);
const revocationReasonsOf = async (user: string) =>
  (await stack.sql<{ why: string | null }[]>`
    select revoked_because as why from auth.sessions where user_id = ${user}`).map(({ why }) =>
    why
  );

Deno.test("a member who leaves or is disabled is signed out of every browser; other members stay signed in", async () => {
  const leaver = [await signedIn("lisi"), await signedIn("lisi")];
  const other = await signedIn("wangwu");
  // WeCom writes userids in mixed case, and a job may come more than once.
  await send({ corpId: CORP, userId: "LiSi", change: "left" });
  await send({ corpId: CORP, userId: "LiSi", change: "left" });
  await eventually(async () => {
    assert.deepEqual(await revocationReasonsOf("lisi"), ["member_left", "member_left"]);
  });
  for (const browser of leaver) {
    await assertProblem(await refresh(browser), 401, "session_refresh_invalid");
  }
  assert.equal((await refresh(other)).status, 200);
  await send({ corpId: CORP, userId: "wangwu", change: "disabled" });
  await eventually(async () =>
    assert.deepEqual(await revocationReasonsOf("wangwu"), ["member_disabled"])
  );
  await assertProblem(await refresh(other), 401, "session_refresh_invalid");
});

Deno.test("a member whose entry only changed stays signed in", async () => {
  const member = await signedIn("zhangsan");
  await send({ corpId: CORP, userId: "zhangsan", change: "updated" });
  // Jobs of one queue are processed in order: when the second is done, the first is done too.
  await signedIn("lisi");
  await send({ corpId: CORP, userId: "lisi", change: "left" });
  await eventually(async () =>
    assert.ok((await revocationReasonsOf("lisi")).every((why) => why !== null))
  );
  assert.equal((await refresh(member)).status, 200);
  assert.deepEqual(await revocationReasonsOf("zhangsan"), [null]);
});

Deno.test("WeCom's callback about a member who left ends the member's sessions", async () => {
  const leaver = await signedIn("wangwu");
  const fields = { ChangeType: "delete_user", UserID: "WangWu" };
  await push(stack.simulator, {
    message: { kind: "event", event: "change_contact", fields },
  });
  await eventually(async () => {
    await assertProblem(await refresh(leaver), 401, "session_refresh_invalid");
  });
});
