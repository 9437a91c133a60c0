import assert from "node:assert/strict";
import { isDecimalId, parseLossless, rawInteger } from "packages/platform/lossless_json.ts";

Deno.test("integers beyond the safe range keep every digit, at every depth", () => {
  const text = `{"room":10800000000000077,"list":[25600000000000013,{"deep":-9007199254740993}]}`;
  assert.deepEqual(parseLossless(text), {
    room: "10800000000000077",
    list: ["25600000000000013", { deep: "-9007199254740993" }],
  });
  assert.equal(parseLossless("18446744073709551615"), "18446744073709551615");
});

Deno.test("the first unsafe integer is a string, the last safe one a number", () => {
  assert.equal(parseLossless("9007199254740991"), 9007199254740991);
  assert.equal(parseLossless("9007199254740992"), "9007199254740992");
  assert.equal(parseLossless("-9007199254740991"), -9007199254740991);
  assert.equal(parseLossless("1688000000000017"), 1688000000000017);
});

Deno.test("all other values are as JSON.parse has them", () => {
  const text = `{"a":"10800000000000077","b":1.5,"c":1e300,"d":null,"e":true,"f":[],"__proto__":1}`;
  assert.deepEqual(parseLossless(text), JSON.parse(text));
});

Deno.test("a byte order mark is ignored; a second one is not JSON", () => {
  assert.deepEqual(parseLossless(`\ufeff{"a":1}`), { a: 1 });
  assert.throws(() => parseLossless(`\ufeff\ufeff{}`), SyntaxError);
});

Deno.test("text that is cut, empty, not JSON or nested too deeply is a SyntaxError", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  for (const text of ["", "{", `{"a":"`, "<html>", deep]) {
    assert.throws(() => parseLossless(text), SyntaxError);
  }
});

Deno.test("an id is sent as a bare integer with all digits", () => {
  const body = { send_userid: rawInteger("10800000000000077"), kf_id: rawInteger("0") };
  assert.equal(JSON.stringify(body), `{"send_userid":10800000000000077,"kf_id":0}`);
  assert.equal(JSON.stringify([rawInteger("0042"), rawInteger("000")]), "[42,0]");
});

Deno.test("text that is not an id never becomes JSON", () => {
  const texts = ["", "-1", "1.5", "1e5", " 1", "1\n", "١", "1".repeat(21), `1,"isRoom":true`, "０"];
  for (const text of texts) {
    assert.ok(!isDecimalId(text), text);
    assert.throws(() => rawInteger(text), TypeError);
  }
});
