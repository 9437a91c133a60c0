import assert from "node:assert/strict";
import { describeAccountError } from "services/auth/pages/account_texts.ts";

Deno.test("too many attempts: the error gives the wait in seconds, and long waits in minutes", () => {
  const describe = (delayMs: number | undefined, lang: "zh" | "en") =>
    describeAccountError({ kind: "wait", trouble: "too_many", delayMs }, lang);
  assert.match(describe(39_200, "zh"), /40 秒后/);
  assert.match(describe(1_000, "en"), /in 1 second\./);
  assert.match(describe(3_600_000, "en"), /in 60 minutes\./);
  assert.match(describe(undefined, "zh"), /60 秒后/);
});

Deno.test("wrong credentials, a lost connection and a refusal have different errors", () => {
  const sentences = [
    describeAccountError({ kind: "refused", status: 401 }, "en"),
    describeAccountError({ kind: "lost" }, "en"),
    describeAccountError({ kind: "refused", status: 403 }, "en"),
  ];
  assert.match(sentences[0]!, /Wrong user name or password/);
  assert.match(sentences[1]!, /cannot be reached/);
  assert.match(sentences[2]!, /Reload/);
});
