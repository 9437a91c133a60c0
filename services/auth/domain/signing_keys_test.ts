import assert from "node:assert/strict";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import {
  generateSigningKeys,
  importSigningKeys,
  parseKeySet,
} from "services/auth/domain/signing_keys.ts";

const first = JSON.parse(await generateSigningKeys(systemRandomBytes)).keys[0];
const second = JSON.parse(await generateSigningKeys(systemRandomBytes)).keys[0];
const setOf = (...keys: unknown[]) => JSON.stringify({ keys });

Deno.test("the first key signs, the public parts of all keys are published, and no private part", async () => {
  const keys = await importSigningKeys(parseKeySet(setOf(first, second)));
  assert.equal(keys.keyId, first.kid);
  assert.equal(keys.signingKey.type, "private");
  assert.deepEqual(keys.publicKeys.map(({ kid }) => kid), [first.kid, second.kid]);
  for (const key of keys.publicKeys) {
    assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
  }
  assert.ok(!JSON.stringify(keys.publicKeys).includes(first.d));
});

Deno.test("two generated keys differ in key and key id", () => {
  assert.notEqual(first.kid, second.kid);
  assert.notEqual(first.d, second.d);
});

Deno.test("an unusable file is refused with a sentence that says what it must be and shows nothing of its content", () => {
  const { d: _, ...publicOnly } = first;
  const { kid: _kid, ...nameless } = first;
  const refused: Record<string, string> = {
    empty: "",
    "not JSON": `{"keys":[${JSON.stringify(first)}`,
    "no set": JSON.stringify(first),
    "no keys": setOf(),
    "public only": setOf(publicOnly),
    nameless: setOf(nameless),
    "a bad second key": setOf(first, publicOnly),
    "another curve": setOf({ ...first, crv: "P-384" }),
    "another type": setOf({ ...first, kty: "RSA" }),
    "not on the curve": setOf({ ...first, x: second.x }),
    garbage: setOf({ ...first, d: randomHex(systemRandomBytes, 32) + "!" }),
  };
  for (const [what, text] of Object.entries(refused)) {
    assert.throws(() => parseKeySet(text), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /^must be .*JWK set with private ES256 keys/, what);
      for (const secret of [first.d, first.x, first.y]) {
        assert.ok(!error.message.includes(secret.slice(0, 12)), what);
      }
      return true;
    });
  }
});
