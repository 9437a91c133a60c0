import assert from "node:assert/strict";
import {
  AppError,
  type ErrorCatalogue,
  errorsOf,
  isUnavailable,
  isUnstorableText,
  UnavailableError,
} from "packages/platform/errors.ts";

const withCode = (code: unknown) => Object.assign(new Error("x"), { code });

Deno.test("errors of lost connections, unreachable servers, and servers that take no writes count as unavailable", () => {
  const codes = [
    "CONNECTION_CLOSED",
    "CONNECTION_ENDED",
    "CONNECTION_DESTROYED",
    "CONNECT_TIMEOUT",
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "08006",
    "57P01",
    "57P03",
    "53300",
    // Reachable, but it takes no writes or no work now.
    "25006",
    "25P03",
    "28P01",
    "3D000",
    "53100",
    "53200",
    "53400",
    "55P03",
    "57014",
    "58030",
  ];
  for (const code of codes) assert.ok(isUnavailable(withCode(code)), code);
  assert.ok(isUnavailable(new UnavailableError("away")));
});

Deno.test("other errors do not count as unavailable", () => {
  for (const code of ["23505", "42P01", "22P02", "40001", "ENOENT", "", 8, undefined]) {
    assert.ok(!isUnavailable(withCode(code)), String(code));
  }
  for (const error of [new Error("ECONNREFUSED"), "ECONNREFUSED", { code: "57P01" }, null]) {
    assert.ok(!isUnavailable(error));
  }
});

Deno.test("of PostgreSQL's errors only those about text that it cannot store count as unstorable text", () => {
  for (const code of ["22021", "22P05"]) assert.ok(isUnstorableText(withCode(code)), code);
  for (const code of ["23505", "22P02", "22001", "08006", undefined]) {
    assert.ok(!isUnstorableText(withCode(code)), code);
  }
  assert.ok(!isUnstorableText({ code: "22021" }));
});

Deno.test("an error of a catalogue has its code, its definition and the cause", () => {
  const catalogue = {
    tea_cold: {
      status: 409,
      message: { zh: "茶凉了。", en: "The tea is cold." },
      remedy: { zh: "加热。", en: "Heat." },
    },
  } as const satisfies ErrorCatalogue;
  const cause = new Error("inside");
  const error = errorsOf(catalogue)("tea_cold", { cause, detail: "By 20 degrees" });
  assert.ok(error instanceof AppError);
  assert.equal(error.code, "tea_cold");
  assert.equal(error.definition.status, 409);
  assert.equal(error.message, "tea_cold: The tea is cold.");
  assert.equal(error.cause, cause);
});
