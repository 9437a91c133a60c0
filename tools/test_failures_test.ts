import assert from "node:assert/strict";
import { createFailureCollector } from "tools/test_failures.ts";

function render(output: string): string[] {
  const failures = createFailureCollector();
  for (const line of output.split("\n")) failures.take(line);
  return failures.render();
}

const OUTPUT = `running 2 tests from ./a_test.ts
one is one => and two ... FAILED (1ms)
./b_test.ts (uncaught error)

 ERRORS 

one is one => ./a_test.ts:3:6
error: AssertionError: Expected values to be strictly equal:

1 !== 2

    at file:///a_test.ts:4:10

./b_test.ts (uncaught error)
error: (in promise) Error: broken

 FAILURES 

one is one => ./a_test.ts:3:6

FAILED | 1 passed | 2 failed (3ms)`;

Deno.test("failures are reported with name, place and the first lines of the error", () => {
  assert.deepEqual(render(OUTPUT), [
    "one is one => ./a_test.ts:3:6",
    "  error: AssertionError: Expected values to be strictly equal:",
    "  1 !== 2",
    "      at file:///a_test.ts:4:10",
    "./b_test.ts (uncaught error)",
    "  error: (in promise) Error: broken",
  ]);
});

Deno.test("many or long failures are cut to 30 lines", () => {
  const failure = (index: number) => `t${index} => ./a_test.ts:${index}:6\n${"x\n".repeat(100)}`;
  const errors = (count: number) =>
    ` ERRORS \n${Array.from({ length: count }, (_, index) => failure(index)).join("\n")}`;
  for (const count of [1, 2, 7]) assert.ok(render(errors(count)).length <= 30);
  assert.equal(render(errors(20)).filter((line) => line.includes("a_test.ts")).length, 20);
});

Deno.test("a run without failures has no lines", () => {
  assert.deepEqual(render("running 1 test\na => ./a_test.ts:1:1 ... ok\nok | 1 passed"), []);
});
