import assert from "node:assert/strict";
import { sha256Hex } from "packages/platform/encoding.ts";
import { findMachine, parseMachineTokens } from "packages/platform/http/machine_tokens.ts";
import { MACHINE_TOKENS, serveApp } from "packages/platform/http/testing/served_app.ts";

const SCOPES = ["ai.suggest", "message.send"];
const HASH = sha256Hex("a");
const ENTRY = { name: "crm", sha256: HASH, scopes: ["ai.suggest"] };

Deno.test("a machine is found by the hash of its token, in upper or lower case", () => {
  const machines = parseMachineTokens(
    JSON.stringify([{ ...ENTRY, sha256: HASH.toUpperCase() }]),
    SCOPES,
  );
  assert.equal(findMachine(machines, "a")?.name, "crm");
  assert.equal(findMachine(machines, HASH), undefined);
  assert.equal(findMachine(machines, ""), undefined);
});

Deno.test("an invalid file is refused with the entry and the field, and the error contains no hash", () => {
  const refused: [content: unknown, sentence: RegExp][] = [
    ["not json", /JSON list/],
    [ENTRY, /JSON list/],
    [[ENTRY, { ...ENTRY, name: "CRM 1" }], /entry 2: name must be/],
    [[{ ...ENTRY, sha256: `${HASH}0` }], /entry 1: sha256 must be 64/],
    [[{ ...ENTRY, scopes: [] }], /entry 1: scopes must list/],
    [[{ ...ENTRY, scopes: ["everything"] }], /entry 1: scopes must list/],
    [[{ ...ENTRY, token: "a" }], /entry 1: must be an object of/],
    [["text"], /entry 1: must be an object of/],
    [[ENTRY, { ...ENTRY, sha256: sha256Hex("b") }], /entries 1 and 2 have the same name/],
    [[ENTRY, { ...ENTRY, name: "other" }], /entries 1 and 2 have the same sha256/],
  ];
  for (const [content, sentence] of refused) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    assert.throws(() => parseMachineTokens(text, SCOPES), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, new RegExp(HASH.slice(0, 16), "i"));
      return true;
    });
  }
});

Deno.test("the rate limit counts each machine separately, even from the same address", async () => {
  const { ask } = serveApp();
  const call = async (token: string) => {
    const answer = await ask("/suggest", { headers: { authorization: `Bearer ${token}` } });
    await answer.body?.cancel();
    return answer.status;
  };
  const { crm, school } = MACHINE_TOKENS;
  const asCrm = [await call(crm), await call(crm), await call(crm)];
  assert.deepEqual(asCrm, [200, 200, 429]);
  assert.equal(await call(school), 200);
});
