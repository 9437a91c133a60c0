import assert from "node:assert/strict";
import { codeChallengeOf, isBound } from "packages/login/binding.ts";
import { sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";

// RFC 7636 appendix B.
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const byCookie = { ...sampleAttempt("own", 0), bindingHash: sha256Hex("the cookie") };
const byVerifier = { ...byCookie, codeChallenge: CHALLENGE };

Deno.test("the challenge is the S256 of the example in RFC 7636", () => {
  assert.equal(codeChallengeOf(VERIFIER), CHALLENGE);
});

Deno.test("only the exact value of the cookie binds", () => {
  assert.ok(isBound(byCookie, { cookie: "the cookie" }));
  for (const cookie of ["", "The cookie", "the cookie ", byCookie.bindingHash]) {
    assert.ok(!isBound(byCookie, { cookie }), cookie);
  }
  assert.ok(!isBound(byCookie, {}));
});

Deno.test("the verifier binds only an attempt that was created with its challenge", () => {
  assert.ok(isBound(byVerifier, { verifier: VERIFIER }));
  assert.ok(!isBound(byVerifier, { verifier: CHALLENGE }));
  assert.ok(!isBound(byVerifier, { verifier: "" }));
  assert.ok(!isBound(byCookie, { verifier: VERIFIER }));
});

Deno.test("one right proof is enough, even together with a wrong one", () => {
  assert.ok(isBound(byVerifier, { cookie: "wrong", verifier: VERIFIER }));
  assert.ok(isBound(byVerifier, { cookie: "the cookie", verifier: "wrong" }));
  assert.ok(!isBound(byVerifier, { cookie: "wrong", verifier: "wrong" }));
});
