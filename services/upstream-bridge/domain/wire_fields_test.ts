import assert from "node:assert/strict";
import {
  firstOf,
  flagOf,
  idOf,
  integerOf,
  recordOf,
  textOf,
  timeOf,
} from "services/upstream-bridge/domain/wire_fields.ts";

Deno.test("an id is the first field that is not 0, as a decimal string", () => {
  assert.equal(idOf({ Vid: 0, user_id: 1688000000000017 }, "Vid", "user_id"), "1688000000000017");
  assert.equal(idOf({ a: "0", b: "", c: "10800000000000077" }, "a", "b", "c"), "10800000000000077");
  assert.equal(idOf({ a: "007" }, "a"), "7");
  for (const value of [0, "000", -1, 1.5, "1e5", "x", true, null, {}, ["5"], "1".repeat(21)]) {
    assert.equal(idOf({ a: value }, "a"), null);
  }
});

Deno.test("a flag is a boolean, 0, 1, or one of these as a text, and never just a text", () => {
  for (const value of [true, 1, "true", "1", "True"]) assert.equal(flagOf({ a: value }, "a"), true);
  for (const value of [false, 0, "false", "0", " false "]) {
    assert.equal(flagOf({ a: value }, "a"), false);
  }
  for (const value of ["", "yes", null, 2, {}, []]) assert.equal(flagOf({ a: value }, "a"), null);
  assert.equal(flagOf({ a: null, b: "true" }, "a", "b"), true);
});

Deno.test("integers come from numbers and texts, times from seconds and milliseconds", () => {
  assert.equal(integerOf({ a: "2" }, "a"), 2);
  assert.equal(integerOf({ a: null, b: -11025 }, "a", "b"), -11025);
  for (const value of ["", "2x", 1.5, true, [2]]) assert.equal(integerOf({ a: value }, "a"), null);
  assert.equal(timeOf({ a: 1760000300 }, "a"), 1760000300000);
  assert.equal(timeOf({ a: 1760000000123 }, "a"), 1760000000123);
  assert.equal(timeOf({ a: 0 }, "a"), null);
});

Deno.test("only own fields count, and other values are an empty object", () => {
  assert.equal(firstOf({}, "constructor", "__proto__"), undefined);
  assert.equal(textOf({}, "toString"), "");
  for (const value of [null, undefined, [], "x", 1]) assert.deepEqual(recordOf(value), {});
});
