import assert from "node:assert/strict";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { authConfig } from "services/auth/config.ts";
import { findHeapProblem } from "services/auth/waiting/heap_limit.ts";

const MEBIBYTE = 1024 * 1024;

Deno.test("the heap of the task auth is large enough for the default of MAX_WAITERS", () => {
  const [, size] = /--max-old-space-size=(\d+)/.exec(readTaskCommand("auth").args.join(" "))!;
  const maxWaiters = Number(authConfig.variables.MAX_WAITERS.default);
  assert.equal(findHeapProblem(maxWaiters, Number(size) * MEBIBYTE), undefined);
});

Deno.test("more polls than the heap can hold are refused with the flag that helps", () => {
  assert.equal(
    findHeapProblem(50_000, 256 * MEBIBYTE),
    "is too large: that many polls need 650 MiB of heap, and this process has 256 MiB. Lower it, " +
      "or start with --v8-flags=--max-old-space-size=650",
  );
});
