import assert from "node:assert/strict";
import type { LoginAttempt } from "packages/login/attempt.ts";
import {
  describeAttempt,
  findBound,
  proofOf,
  requireBound,
} from "packages/login/attempt_access.ts";
import {
  SAMPLE_IDENTITY,
  SAMPLE_MATCH,
  sampleAttempt,
} from "packages/login/testing/sample_attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { AppError } from "packages/platform/errors.ts";
import { createCookies } from "packages/platform/http/cookies.ts";

const NOW = Date.UTC(2026, 0, 1);
const attempt: LoginAttempt = { ...sampleAttempt("own", NOW), bindingHash: sha256Hex("cookie") };
const stored = { attempt, version: 3 };

Deno.test("the proof is the cookie of this attempt and the Bearer token", () => {
  const request = new Request("http://127.0.0.1/", {
    headers: { cookie: `wl_${attempt.sessionId}=mine; wl_x=other`, authorization: "Bearer v" },
  });
  const cookies = createCookies({ secure: false });
  assert.deepEqual(proofOf(request, attempt.sessionId, cookies), { cookie: "mine", verifier: "v" });
  assert.equal(proofOf(request, "y", cookies).cookie, undefined);
});

Deno.test("an unknown attempt, another browser's attempt and a wrong state get the same refusal", () => {
  const mine = { cookie: "cookie" };
  assert.equal(requireBound(stored, mine, attempt.state), stored);
  assert.equal(requireBound(stored, mine), stored);
  const refused = [
    () => requireBound(undefined, mine),
    () => requireBound(stored, { cookie: "other" }, attempt.state),
    () => requireBound(stored, {}),
    () => requireBound(stored, mine, "0".repeat(32)),
  ].map((ask) => {
    try {
      ask();
    } catch (error) {
      assert.ok(error instanceof AppError);
      return JSON.stringify([error.code, error.options]);
    }
  });
  assert.deepEqual(new Set(refused), new Set(['["login_attempt_not_found",{}]']));
  assert.equal(findBound(stored, mine, attempt.state), stored);
  assert.equal(findBound(stored, { cookie: "other" }), undefined);
});

Deno.test("the browser gets the number only while confirming, and never the identity or the choices", () => {
  const full: LoginAttempt = { ...attempt, identity: SAMPLE_IDENTITY, match: SAMPLE_MATCH };
  const described = (status: LoginAttempt["status"], now = NOW) =>
    describeAttempt({ attempt: { ...full, status, reason: "out_of_scope" }, version: 3 }, now);
  const base = { version: 3, expiresAt: new Date(attempt.expiresAt).toISOString() };
  assert.deepEqual(described("confirming"), { status: "confirming", ...base, matchNumber: "42" });
  assert.deepEqual(described("confirmed"), { status: "confirmed", ...base });
  assert.deepEqual(described("denied"), { status: "denied", ...base });
  assert.deepEqual(described("failed"), { status: "failed", ...base, reason: "out_of_scope" });
  assert.deepEqual(described("confirming", attempt.expiresAt), { status: "expired", ...base });
});
