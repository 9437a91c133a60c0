import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import {
  type CallbackKey,
  createCallbackKey,
  decryptFile,
  decryptMessage,
  encryptFile,
  encryptMessage,
} from "packages/wecom/callback/cipher.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { ENCODING_AES_KEY, PAIR } from "packages/wecom/callback/testing/sealed_callback.ts";
import { createSeededRandom } from "packages/wecom/callback/testing/seeded_random.ts";
import { VECTORS } from "packages/wecom/callback/testing/vectors.ts";

const { key } = PAIR;
const random16 = Buffer.alloc(16, "r");

/** Decrypts parts that the test has joined, padding included. */
function decryptFramed(...parts: (Uint8Array | string)[]): { message: string; receiveId: string } {
  const padded = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return decryptMessage({ key, encrypted: key.encipher(padded).toString("base64") });
}

for (const vector of VECTORS) {
  Deno.test(`vector ${vector.id} decrypts to its plaintext, and encrypts to its ciphertext`, () => {
    const { pair, encrypted, plaintext: message, receiveId } = vector;
    assert.deepEqual(decryptMessage({ key: pair.key, encrypted }), { message, receiveId });
    const { random16 } = vector;
    assert.equal(encryptMessage({ key: pair.key, message, receiveId, random16 }), encrypted);
    assert.equal(pair.key.decipher(Buffer.from(encrypted, "base64")).at(-1), vector.pad);
  });
}

Deno.test("every padding from 1 to 32 is written and read", () => {
  const pads = new Set<number | undefined>();
  for (let length = 0; length < 32; length++) {
    const message = "x".repeat(length);
    const encrypted = encryptMessage({ key, message, receiveId: "id", random16 });
    assert.deepEqual(decryptMessage({ key, encrypted }), { message, receiveId: "id" });
    pads.add(key.decipher(Buffer.from(encrypted, "base64")).at(-1));
  }
  assert.deepEqual([...pads].sort((a, b) => a! - b!), Array.from({ length: 32 }, (_, i) => i + 1));
});

Deno.test("a padding is refused when any single byte of it is wrong", () => {
  for (let pad = 1; pad <= 32; pad++) {
    const framed = Buffer.concat([random16, Buffer.alloc(4), Buffer.alloc(64 - 20 - pad, "i")]);
    assert.equal(decryptFramed(framed, Buffer.alloc(pad, pad)).receiveId.length, 44 - pad);
    for (let at = 0; at < pad; at++) {
      const wrong = Buffer.alloc(pad, pad);
      wrong[at]! ^= 0x40;
      assert.equal(refusalOf(() => decryptFramed(framed, wrong)), "decrypt", `${at} of ${pad}`);
    }
  }
  for (const pad of [0, 33, 64, 255]) {
    assert.equal(refusalOf(() => decryptFramed(Buffer.alloc(64, pad))), "decrypt", `pad ${pad}`);
  }
});

Deno.test("wrong inner lengths are refused, tested at the limits", () => {
  const padTo32 = (length: number) => Buffer.alloc(32 - length % 32, 32 - length % 32);
  const framed = (length: number) => {
    const parts = Buffer.concat([random16, Buffer.alloc(4), Buffer.from("abcd")]);
    parts.writeUInt32BE(length, 16);
    return decryptFramed(parts, padTo32(parts.length));
  };
  assert.deepEqual(framed(4), { message: "abcd", receiveId: "" });
  assert.deepEqual(framed(0), { message: "", receiveId: "abcd" });
  for (const length of [5, 6, 2 ** 31, 2 ** 32 - 1]) {
    assert.equal(refusalOf(() => framed(length)), "buffer", String(length));
  }
  for (const headerLength of [0, 1, 16, 19]) {
    const short = () => decryptFramed(Buffer.alloc(headerLength), padTo32(headerLength));
    assert.equal(refusalOf(short), "buffer", `${headerLength} bytes`);
  }
});

Deno.test("a ciphertext that is not whole blocks of 32 bytes, or not base64, is refused", () => {
  const decrypt = (encrypted: string) => refusalOf(() => decryptMessage({ key, encrypted }));
  for (const bytes of [0, 1, 15, 16, 31, 33, 48]) {
    assert.equal(decrypt(Buffer.alloc(bytes).toString("base64")), "decrypt", `${bytes} bytes`);
  }
  const right = encryptMessage({ key, message: "", receiveId: "", random16 });
  const wrong = [
    right.slice(1),
    right.replace(/.$/, "-"),
    `${right.slice(0, 4)}\n${right.slice(4)}`,
    `${right}====`,
    `=${right.slice(1)}`,
    "****",
    "中文中文",
  ];
  for (const encrypted of wrong) assert.equal(decrypt(encrypted), "base64", encrypted);
});

Deno.test("keys that are not canonical base64 are accepted", () => {
  const canonical = (text: string) => Buffer.from(text, "base64").toString("base64") === `${text}=`;
  const keys = [...new Set(VECTORS.map(({ encodingAesKey }) => encodingAesKey))];
  assert.ok(keys.some((text) => !canonical(text)), "the vectors should have such a key");
  const text = ENCODING_AES_KEY.slice(0, 42);
  const message = "same key";
  const encrypted = encryptMessage({
    key: createCallbackKey(`${text}A`),
    message,
    receiveId: "",
    random16,
  });
  for (const last of "ABCD") {
    const key = createCallbackKey(text + last);
    assert.equal(decryptMessage({ key, encrypted }).message, message);
  }
});

Deno.test("a key that is not 43 characters of base64 is refused with reason key", () => {
  const wrong = ["", "a".repeat(42), "a".repeat(44), `${"a".repeat(42)}-`, `${"a".repeat(42)} `];
  for (const text of wrong) assert.equal(refusalOf(() => createCallbackKey(text)), "key", text);
  createCallbackKey(`${"+/".repeat(21)}A`);
});

Deno.test("with a wrong key the error names the key, and is never an index error", () => {
  const random = createSeededRandom(1);
  const [vector] = VECTORS;
  for (let round = 0; round < 2_000; round++) {
    const text = Buffer.from(random.bytes(32)).toString("base64").slice(0, 43);
    try {
      const opened = decryptMessage({ key: createCallbackKey(text), encrypted: vector!.encrypted });
      assert.notEqual(opened.receiveId, vector!.receiveId);
    } catch (error) {
      assert.ok(error instanceof CallbackCryptoError);
      assert.match(error.message, /EncodingAESKey does not match/);
      assert.match(error.operator.zh, /EncodingAESKey 不匹配/);
    }
  }
});

Deno.test("decrypting reverses encrypting for any text, a byte order mark included", () => {
  const random = createSeededRandom(2);
  for (let round = 0; round < 1_000; round++) {
    const [message, receiveId] = [random.text(200), random.text(30)];
    const encrypted = encryptMessage({ key, message, receiveId, random16: random.bytes(16) });
    assert.deepEqual(decryptMessage({ key, encrypted }), { message, receiveId });
  }
  const message = "\uFEFF报名多少钱🙂";
  const encrypted = encryptMessage({ key, message, receiveId: "", random16 });
  assert.equal(decryptMessage({ key, encrypted }).message, message);
});

Deno.test("a random part that does not have 16 bytes is refused", () => {
  const encrypt = (random16: Uint8Array) =>
    encryptMessage({ key, message: "", receiveId: "", random16 });
  assert.throws(() => encrypt(Buffer.alloc(15)), /random16 is 15 bytes, not 16/);
});

Deno.test("neither a key nor an error shows the key, the ciphertext or the plaintext", () => {
  const shown = (value: unknown) =>
    Deno.inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value) + String(value);
  const bytes = Buffer.from(ENCODING_AES_KEY, "base64");
  const isIn = (text: string) =>
    [ENCODING_AES_KEY, bytes.toString("hex"), [...bytes.subarray(0, 8)].join(", "), "CANARY"]
      .some((secret) => text.includes(secret));
  const leaky: CallbackKey = key;
  assert.ok(!isIn(shown(leaky)));
  const encrypted = encryptMessage({ key, message: "CANARY", receiveId: "CANARY", random16 });
  for (const text of [encrypted.slice(4), `${encrypted}CANARY??`, `${encrypted.slice(0, -44)}`]) {
    try {
      decryptMessage({ key, encrypted: text });
    } catch (error) {
      assert.ok(!isIn(shown(error)) && !shown(error).includes(text.slice(0, 20)));
    }
  }
});

Deno.test("a file of any length is decrypted to exactly its bytes", () => {
  const random = createSeededRandom(7);
  for (const length of [0, 1, 15, 16, 31, 32, 33, 64, 100_000]) {
    const bytes = Buffer.from(random.bytes(length));
    const encrypted = encryptFile(key, bytes);
    assert.equal(encrypted.length, (Math.floor(length / 32) + 1) * 32);
    assert.deepEqual(decryptFile(key, encrypted), bytes);
  }
});

Deno.test("a file with a wrong padding or length is refused, and a flipped bit gives only wrong bytes", () => {
  for (const pad of [0, 33, 255]) {
    const wrong = key.encipher(Buffer.alloc(64, pad));
    assert.equal(refusalOf(() => decryptFile(key, wrong)), "decrypt", `pad ${pad}`);
  }
  const file = Buffer.alloc(40, "f");
  const encrypted = encryptFile(key, file);
  for (const length of [0, 1, 16, 48, 63, 65]) {
    const cut = Buffer.concat([encrypted, encrypted]).subarray(0, length);
    assert.equal(refusalOf(() => decryptFile(key, cut)), "decrypt", `${length} bytes`);
  }
  for (let bit = 0; bit < encrypted.length * 8; bit++) {
    const flipped = Buffer.from(encrypted);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    if (bit >= 32 * 8 && bit < 48 * 8) {
      // Such a bit is flipped in the padding too.
      assert.equal(refusalOf(() => decryptFile(key, flipped)), "decrypt", `bit ${bit}`);
    } else assert.notDeepEqual(openOrUndefined(flipped), file);
  }
});

function openOrUndefined(encrypted: Buffer): Buffer | undefined {
  try {
    return decryptFile(key, encrypted);
  } catch (error) {
    assert.ok(error instanceof CallbackCryptoError && error.reason === "decrypt");
    return undefined;
  }
}
