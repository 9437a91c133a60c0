import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createCallbackKey } from "packages/wecom/callback/cipher.ts";
import { createKeys, describeKeys, randomAlphanumeric } from "tools/doctor/verbs/keys.ts";

Deno.test("keys have the alphabet and lengths that the WeCom console accepts, and can be decoded", () => {
  for (let round = 0; round < 200; round += 1) {
    const { WECOM_TOKEN: token, WECOM_ENCODING_AES_KEY: key } = createKeys(systemRandomBytes);
    assert.match(token!, /^[A-Za-z0-9]{32}$/);
    assert.match(key!, /^[A-Za-z0-9]{43}$/);
    createCallbackKey(key!);
  }
});

Deno.test("every character has the same probability", () => {
  // All 256 bytes once each: the last eight are beyond the last whole round of 62.
  let next = 0;
  const everyByte = (length: number) => Uint8Array.from({ length }, () => next++ % 256);
  const counts = new Map<string, number>();
  for (const character of randomAlphanumeric(248, everyByte)) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  assert.deepEqual(new Set(counts.values()), new Set([4]));
  assert.equal(counts.size, 62);
});

Deno.test("the lines for .env include the steps in the WeCom console, in both languages", () => {
  const keys = createKeys(systemRandomBytes);
  for (const lang of ["zh", "en"] as const) {
    const text = describeKeys(keys, "https://wecom.example.com/api/v1/wecom/callback", lang);
    assert.ok(text.startsWith(`WECOM_TOKEN=${keys["WECOM_TOKEN"]}\nWECOM_ENCODING_AES_KEY=`));
    assert.match(text, /设置API接收[\s\S]*https:\/\/wecom\.example\.com\/api\/v1\/wecom\/callback/);
  }
});
