import assert from "node:assert/strict";
import { describeFailure } from "services/upstream-bridge/pages/texts/send_texts.ts";

Deno.test("a refused send has the upstream's own words; a send without an answer has no sentence in another language", () => {
  const refused = { error: "upstream_refused", errcode: "-24001001", errmsg: "联系人不存在" };
  assert.equal(describeFailure(refused, "zh"), "上游拒绝（联系人不存在 -24001001）");
  const ours = "Cannot use the upstream: it gave no complete answer within 10 s";
  for (const error of ["upstream_timeout", "upstream_unavailable", "interrupted"]) {
    const reason = describeFailure({ error, errcode: null, errmsg: ours }, "zh");
    assert.doesNotMatch(reason, /[A-Za-z]/, reason);
  }
});

Deno.test("a late refusal by the recipient is a sentence, not a code", () => {
  for (const error of ["deleted", "blocked"]) {
    const reason = describeFailure({ error, errcode: null, errmsg: null }, "zh");
    assert.match(reason, /^对方/);
  }
});
