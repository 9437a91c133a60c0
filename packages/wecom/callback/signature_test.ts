import assert from "node:assert/strict";
import { signCallback, verifySignature } from "packages/wecom/callback/signature.ts";
import { VECTORS } from "packages/wecom/callback/testing/vectors.ts";

for (const { id, pair: { token }, query, encrypted } of VECTORS) {
  Deno.test(`vector ${id} has the signature of its source`, () => {
    const parts = { token, timestamp: query.timestamp, nonce: query.nonce, encrypted };
    assert.equal(signCallback(parts), query.msgSignature);
    assert.ok(verifySignature(query.msgSignature, parts));
  });
}

Deno.test("parts are sorted by their bytes, upper case before lower case, without a locale", () => {
  const parts = { token: "b", timestamp: "a", nonce: "B", encrypted: "é" };
  const [token, timestamp, nonce, encrypted] = ["é", "b", "a", "B"] as const;
  assert.equal(signCallback(parts), signCallback({ token, timestamp, nonce, encrypted }));
  // U+FF5E sorts after U+1F642 in UTF-16, and before it in UTF-8: "～" EF…, "🙂" F0….
  const sorted = signCallback({ token: "～", timestamp: "🙂", nonce: "", encrypted: "" });
  assert.equal(sorted, signCallback({ token: "～🙂", timestamp: "", nonce: "", encrypted: "" }));
});

Deno.test("a signature in another case, length or alphabet is refused", () => {
  const parts = { token: "t", timestamp: "1", nonce: "2", encrypted: "3" };
  const right = signCallback(parts);
  assert.ok(verifySignature(right, parts));
  // "š" has the byte of "a" when its upper half is cut off.
  const wrong = ["", right.slice(1), `${right}0`, right.toUpperCase(), right.replace(/[a-f]/, "š")];
  for (const given of wrong) assert.ok(!verifySignature(given, parts), given);
});
