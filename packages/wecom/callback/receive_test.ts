import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import {
  createCallbackKey,
  decryptMessage,
  encryptMessage,
} from "packages/wecom/callback/cipher.ts";
import { openCallback } from "packages/wecom/callback/receive.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import {
  CORP_ID,
  PAIR,
  sealCallback,
  signedQuery,
  xmlBody,
} from "packages/wecom/callback/testing/sealed_callback.ts";
import { type Vector, vectorOf, VECTORS } from "packages/wecom/callback/testing/vectors.ts";

const OTHER_KEY = createCallbackKey("ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut");

/** How a vector would arrive, with one part replaced. */
function arrived(vector: Vector, changed: Partial<Vector> = {}) {
  const { query, encrypted, pair, receiveId, isUrlCheck } = { ...vector, ...changed };
  const shared = { query, keys: [pair], receiveIds: [receiveId] };
  if (isUrlCheck) return { ...shared, echoStr: encrypted };
  const isJson = /^\s*\{/.test(vector.plaintext);
  return { ...shared, body: isJson ? JSON.stringify({ encrypt: encrypted }) : xmlBody(encrypted) };
}

/** Every text, or run of bytes, that differs from `original` in one bit. */
function* bitFlips(original: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < original.length * 8; bit++) {
    const flipped = Buffer.from(original);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}

function* textFlips(original: string): Generator<string> {
  for (const flipped of bitFlips(Buffer.from(original, "latin1"))) yield flipped.toString("latin1");
}

for (const vector of VECTORS) {
  const { id, pair, query, receiveId, encrypted } = vector;

  Deno.test(`vector ${id} opens to its plaintext`, () => {
    const opened = openCallback(arrived(vector));
    assert.equal(opened.message, vector.plaintext);
    assert.equal(opened.receiveId, receiveId);
    assert.equal(opened.timestamp, Number(query.timestamp));
  });

  Deno.test(`vector ${id} is refused after a change of any single bit`, () => {
    const changes: Partial<Vector>[] = [];
    for (const bytes of bitFlips(Buffer.from(vector.encodingAesKey, "base64"))) {
      const key = createCallbackKey(bytes.toString("base64").slice(0, 43));
      changes.push({ pair: { ...pair, key } });
    }
    for (const token of textFlips(pair.token)) changes.push({ pair: { ...pair, token } });
    for (const nonce of textFlips(query.nonce)) changes.push({ query: { ...query, nonce } });
    for (const timestamp of textFlips(query.timestamp)) {
      changes.push({ query: { ...query, timestamp } });
    }
    for (const msgSignature of textFlips(query.msgSignature)) {
      changes.push({ query: { ...query, msgSignature } });
    }
    for (const text of textFlips(encrypted)) changes.push({ encrypted: text });
    for (const bytes of bitFlips(Buffer.from(encrypted, "base64"))) {
      changes.push({ encrypted: bytes.toString("base64") });
    }
    for (const text of textFlips(receiveId || CORP_ID)) changes.push({ receiveId: text });
    for (const change of changes) refusalOf(() => openCallback(arrived(vector, change)));
  });
}

Deno.test("during a key change both pairs open a callback, and the result names the pair", () => {
  const next = { token: "nextToken", key: OTHER_KEY };
  for (const [pair, keyIndex] of [[PAIR, 0], [next, 1]] as const) {
    const { query, encrypted } = sealCallback("hello", { pair });
    const options = { query, body: xmlBody(encrypted), receiveIds: [CORP_ID] };
    assert.equal(openCallback({ ...options, keys: [PAIR, next] }).keyIndex, keyIndex);
    const remaining = pair === PAIR ? next : PAIR;
    assert.equal(refusalOf(() => openCallback({ ...options, keys: [remaining] })), "signature");
  }
});

Deno.test("for pairs with the same token the key decides", () => {
  const next = { token: PAIR.token, key: OTHER_KEY };
  const { query, encrypted } = sealCallback("hello", { pair: next });
  const options = { query, body: xmlBody(encrypted), receiveIds: [CORP_ID] };
  assert.equal(openCallback({ ...options, keys: [PAIR, next] }).keyIndex, 1);
  assert.equal(refusalOf(() => openCallback({ ...options, keys: [PAIR] })), "decrypt");
});

Deno.test("a callback for another receive id is refused", () => {
  const open = (receiveId: string, receiveIds: string[]) => {
    const { query, encrypted } = sealCallback("hello", { receiveId });
    return openCallback({ query, body: xmlBody(encrypted), keys: [PAIR], receiveIds });
  };
  assert.equal(open(CORP_ID, [CORP_ID]).receiveId, CORP_ID);
  assert.equal(open("tj0123456789abcdef", [CORP_ID, "tj0123456789abcdef"]).message, "hello");
  assert.equal(open("", [""]).receiveId, "");
  for (
    const [given, expected] of [
      [CORP_ID, []],
      [CORP_ID, [""]],
      ["", [CORP_ID]],
      [CORP_ID.toUpperCase(), [CORP_ID]],
      [`${CORP_ID}0`, [CORP_ID]],
      [CORP_ID.slice(1), [CORP_ID]],
    ] as const
  ) assert.equal(refusalOf(() => open(given, [...expected])), "receive_id", given);
});

Deno.test("an empty token opens nothing, although a signature can be made with it", () => {
  for (const token of ["", " "]) {
    const pair = { ...PAIR, token };
    const { query, encrypted } = sealCallback("forged", { pair });
    const options = { query, body: xmlBody(encrypted), receiveIds: [CORP_ID] };
    assert.equal(refusalOf(() => openCallback({ ...options, keys: [pair] })), "signature");
    assert.equal(refusalOf(() => openCallback({ ...options, keys: [] })), "signature");
  }
});

Deno.test("an unsigned request is refused with one kind of error, which contains nothing of the request", () => {
  const { query, encrypted } = sealCallback("hello");
  const body = xmlBody(encrypted);
  const none = { msgSignature: undefined, timestamp: undefined, nonce: undefined };
  const requests = [
    { query: none, body },
    { query: none, echoStr: "CANARY" },
    { query: { ...query, msgSignature: undefined }, body },
    { query: { ...query, msgSignature: "" }, body },
    { query: { ...query, msgSignature: "CANARY" }, body },
    { query: { ...query, timestamp: undefined }, body },
    { query: { ...query, nonce: undefined }, body },
    { query, body: "<xml><Content>CANARY</Content></xml>" },
    { query, body: "" },
    { query, echoStr: "" },
  ];
  for (const request of requests) {
    try {
      openCallback({ ...request, keys: [PAIR], receiveIds: [CORP_ID] });
      assert.fail("should be refused");
    } catch (error) {
      assert.ok(error instanceof CallbackCryptoError);
      assert.doesNotMatch(Deno.inspect(error) + JSON.stringify(error), /CANARY/);
    }
  }
});

Deno.test("an echostr whose plus signs were turned into spaces still opens", () => {
  const vector = vectorOf("V2");
  assert.match(vector.encrypted, /\+/);
  const encrypted = vector.encrypted.replaceAll("+", " ");
  assert.equal(openCallback(arrived(vector, { encrypted })).message, vector.plaintext);
});

Deno.test("a signed timestamp must be ten digits, and a nonce at most 64 characters", () => {
  const { encrypted } = sealCallback("hello");
  const { token } = PAIR;
  const open = (timestamp: string, nonce: string) => {
    const msgSignature = signCallback({ token, timestamp, nonce, encrypted });
    const query = { timestamp, nonce, msgSignature };
    return openCallback({ query, body: xmlBody(encrypted), keys: [PAIR], receiveIds: [CORP_ID] });
  };
  assert.equal(open("1700000000", "n".repeat(64)).timestamp, 1_700_000_000);
  for (
    const [timestamp, nonce] of [
      ["1700000000", ""],
      ["1700000000", "n".repeat(65)],
      ["170000000", "n"],
      ["17000000000", "n"],
      ["1.70000e+9", "n"],
      ["", "n"],
    ] as const
  ) assert.equal(refusalOf(() => open(timestamp, nonce)), "signature", `${timestamp} ${nonce}`);
});

Deno.test("a nonce with the first blocks of the ciphertext is refused, although the signature matches", () => {
  // Read from the seventh block on, this is another message.
  const message = `${"x".repeat(92)}\0\0\0\x05evil!`;
  const [encrypted] = Array.from({ length: 256 }, (_, byte) => {
    const random16 = Buffer.alloc(16, byte);
    return encryptMessage({ key: PAIR.key, message, receiveId: CORP_ID, random16 });
  }).filter((text) => /^[B-Z][^]{127}[^=]/.test(text)) as [string];
  const query = signedQuery(encrypted, { nonce: "A" });
  const moved = { ...query, nonce: `A${encrypted.slice(0, 128)}` };
  const rest = encrypted.slice(128);
  const { token, key } = PAIR;
  assert.equal(signCallback({ ...moved, token, encrypted: rest }), query.msgSignature);
  assert.deepEqual(decryptMessage({ key, encrypted: rest }), {
    message: "evil!",
    receiveId: CORP_ID,
  });
  const shared = { keys: [PAIR], receiveIds: [CORP_ID] };
  assert.equal(
    refusalOf(() => openCallback({ ...shared, query: moved, body: xmlBody(rest) })),
    "signature",
  );
  const opened = openCallback({ ...shared, query, body: xmlBody(encrypted) });
  assert.equal(opened.message, message);
});
