import assert from "node:assert/strict";
import {
  answerWecom,
  createBrowser,
  expectJson,
  type Granted,
  signIn,
} from "embedded/testing/browser.ts";
import { type Stack, startStack } from "embedded/testing/start_stack.ts";

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

Deno.test("smoke", async () => {
  const b = createBrowser(stack);
  const g = await signIn(stack, b);
  console.log(g.member);
  assert.equal(g.member.subject, "ww0123456789abcdef/zhangsan");
});
