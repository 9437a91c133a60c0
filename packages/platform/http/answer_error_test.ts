import assert from "node:assert/strict";
import { AppError, type ErrorDefinition } from "packages/platform/errors.ts";
import { answerError } from "packages/platform/http/answer_error.ts";
import { createLogger } from "packages/platform/log.ts";

const text = { zh: "上游拒绝。", en: "The upstream refused." };

/** How many lines the log of errors gets. */
function errorLines(status: ErrorDefinition["status"], cause?: Error): number {
  const lines: string[] = [];
  const log = createLogger({ level: "info", write: (line) => void lines.push(line) });
  const error = new AppError("test_error", { status, message: text, remedy: text }, { cause });
  const context = { requestId: "4711", errors: "problem" } as Parameters<typeof answerError>[2];
  const answer = answerError(error, new Request("http://127.0.0.1/"), context, {
    log,
    renderError: () => new Response(),
  });
  assert.equal(answer.status, status);
  return lines.filter((line) => line.includes("request_failed")).length;
}

Deno.test("a system behind us that says no fills no log of errors; an error of ours and a failure do", () => {
  for (const status of [502, 503, 504] as const) {
    assert.equal(errorLines(status), 0, String(status));
    assert.equal(errorLines(status, new Error("ECONNREFUSED")), 1, String(status));
  }
  assert.equal(errorLines(500), 1);
  assert.equal(errorLines(404), 0);
});
