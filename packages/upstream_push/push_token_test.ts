import assert from "node:assert/strict";
import { createPushToken, verifyPushToken } from "packages/upstream_push/push_token.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const SUBJECT = { accountId: "01890a5d-ac96-774b-bcce-b302099a8057", generation: 3 };

Deno.test("a token of ours names its account and generation", () => {
  assert.deepEqual(verifyPushToken(SECRET, createPushToken(SECRET, SUBJECT)), SUBJECT);
});

Deno.test("a token with another account, generation, signature or secret is refused", () => {
  const token = createPushToken(SECRET, SUBJECT);
  const forged = [
    token.replace("01890a5d", "01890a5e"),
    token.replace(".3.", ".4."),
    token.slice(0, -2) + (token.endsWith("AA") ? "BB" : "AA"),
    token.slice(0, -1),
    `${token}A`,
    "",
    "..",
  ];
  for (const each of forged) assert.equal(verifyPushToken(SECRET, each), undefined, each);
  assert.equal(verifyPushToken(`${SECRET}x`, token), undefined);
});
