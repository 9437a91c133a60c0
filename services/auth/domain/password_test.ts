import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import { hashPassword, verifyPassword } from "services/auth/domain/password.ts";

const PASSWORD = "correct horse battery";
const hash = await hashPassword(PASSWORD, systemRandomBytes);

Deno.test("a password is known again, and no other one is", async () => {
  assert.ok(await verifyPassword(PASSWORD, hash));
  assert.ok(!await verifyPassword("correct horse battery ", hash));
  assert.ok(!await verifyPassword("", hash));
});

Deno.test("a hash holds neither the password nor the same bytes twice", async () => {
  assert.match(hash, /^scrypt\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  assert.notEqual(await hashPassword(PASSWORD, systemRandomBytes), hash);
});

Deno.test("the same letters typed in another Unicode form are the same password", async () => {
  const composed = await hashPassword("passwört-é-12", systemRandomBytes);
  assert.ok(await verifyPassword("passwört-é-12".normalize("NFD"), composed));
});

Deno.test("an unknown account costs what a known one costs, and is refused", async () => {
  const time = async (stored: string | undefined) => {
    const startedAt = performance.now();
    assert.ok(!await verifyPassword("a wrong password", stored));
    return performance.now() - startedAt;
  };
  const pairs = [[await time(hash), await time(undefined)], [
    await time(hash),
    await time(undefined),
  ]];
  // Without the work an answer takes a thousandth of this; loaded machines vary by a few times.
  assert.ok(pairs.some(([known, unknown]) => unknown! > known! / 4), JSON.stringify(pairs));
});

Deno.test("what is not a hash of ours never fits", async () => {
  const salt = hash.split("$")[1];
  for (const stored of ["", "scrypt", `scrypt$${salt}$`, `scrypt$${salt}$AAAA`]) {
    assert.ok(!await verifyPassword(PASSWORD, stored), stored);
    assert.ok(!await verifyPassword("", stored), stored);
  }
});
