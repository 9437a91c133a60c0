import assert from "node:assert/strict";
import { codeChallengeOf, isBound } from "packages/login/binding.ts";
import { sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";

// RFC 7636 appendix B.
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const byCookie = { ...sampleAttempt("own", 0), bindingHash: sha256Hex("the cookie") };
const byVerifier = { ...byCookie, codeChallenge: CHALLENGE };

Deno.test("the challenge is S256 as RFC 7636 shows it", () => {
  assert.equal(codeChallengeOf(VERIFIER), CHALLENGE);
});

Deno.test("the cookie's value binds, and nothing that resembles it", () => {
  assert.ok(isBound(byCookie, { cookie: "the cookie" }));
  for (const cookie of ["", "The cookie", "the cookie ", byCookie.bindingHash]) {
    assert.ok(!isBound(byCookie, { cookie }), cookie);
  }
  assert.ok(!isBound(byCookie, {}));
});

Deno.test("the verifier binds only an attempt that was started with its challenge", () => {
  assert.ok(isBound(byVerifier, { verifier: VERIFIER }));
  assert.ok(!isBound(byVerifier, { verifier: CHALLENGE }));
  assert.ok(!isBound(byVerifier, { verifier: "" }));
  assert.ok(!isBound(byCookie, { verifier: VERIFIER }));
});

Deno.test("either proof is enough, also beside one that is wrong", () => {
  assert.ok(isBound(byVerifier, { cookie: "wrong", verifier: VERIFIER }));
  assert.ok(isBound(byVerifier, { cookie: "the cookie", verifier: "wrong" }));
  assert.ok(!isBound(byVerifier, { cookie: "wrong", verifier: "wrong" }));
});
