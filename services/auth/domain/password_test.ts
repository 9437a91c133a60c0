import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import { hashPassword, verifyPassword } from "services/auth/domain/password.ts";

const PASSWORD = "correct horse battery";
const hash = await hashPassword(PASSWORD, systemRandomBytes);

Deno.test("only the right password is accepted", async () => {
  assert.ok(await verifyPassword(PASSWORD, hash));
  assert.ok(!await verifyPassword("correct horse battery ", hash));
  assert.ok(!await verifyPassword("", hash));
});

Deno.test("a hash does not contain the password, and is different each time", async () => {
  assert.match(hash, /^scrypt\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  assert.notEqual(await hashPassword(PASSWORD, systemRandomBytes), hash);
});

Deno.test("the same letters in another Unicode form are the same password", async () => {
  const composed = await hashPassword("passwört-é-12", systemRandomBytes);
  assert.ok(await verifyPassword("passwört-é-12".normalize("NFD"), composed));
});

Deno.test("an unknown account takes as long as a known one, and is refused", async () => {
  const time = async (stored: string | undefined) => {
    const startedAt = performance.now();
    assert.ok(!await verifyPassword("a wrong password", stored));
    return performance.now() - startedAt;
  };
  const [known, unknown] = [await time(hash), await time(undefined)];
  // Without the hashing an answer takes a thousandth of this; on a busy machine times differ by a few times only.
  assert.ok(unknown > known / 20, `${unknown} ms, ${known} ms`);
});

Deno.test("a text that is not a complete hash never matches", async () => {
  const salt = hash.split("$")[1];
  for (const stored of ["", "scrypt", `scrypt$${salt}$`, `scrypt$${salt}$AAAA`]) {
    assert.ok(!await verifyPassword(PASSWORD, stored), stored);
  }
});
