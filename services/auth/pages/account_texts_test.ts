import assert from "node:assert/strict";
import { describeAccountError } from "services/auth/pages/account_texts.ts";

Deno.test("a throttled person is told how long, in seconds and then in minutes", () => {
  const told = (delayMs: number | undefined, lang: "zh" | "en") =>
    describeAccountError({ kind: "wait", trouble: "too_many", delayMs }, lang);
  assert.match(told(39_200, "zh"), /40 秒后/);
  assert.match(told(1_000, "en"), /in 1 second\./);
  assert.match(told(3_600_000, "en"), /in 60 minutes\./);
  assert.match(told(undefined, "zh"), /60 秒后/);
});

Deno.test("wrong credentials, a lost connection and a refusal are told apart", () => {
  const sentences = [
    describeAccountError({ kind: "refused", status: 401 }, "en"),
    describeAccountError({ kind: "lost" }, "en"),
    describeAccountError({ kind: "refused", status: 403 }, "en"),
  ];
  assert.match(sentences[0]!, /password is not right/);
  assert.match(sentences[1]!, /cannot be reached/);
  assert.match(sentences[2]!, /Reload/);
});
