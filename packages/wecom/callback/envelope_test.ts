import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readEnvelope, sealReply } from "packages/wecom/callback/envelope.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { PAIR } from "packages/wecom/callback/testing/sealed_callback.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";

Deno.test("the ciphertext is found in any order of elements, with and without CDATA", () => {
  const bodies = [
    "<xml><ToUserName><![CDATA[ww]]></ToUserName><AgentID><![CDATA[1]]></AgentID><Encrypt><![CDATA[abcd]]></Encrypt></xml>",
    "<xml><ToUserName><![CDATA[ww]]></ToUserName><Encrypt><![CDATA[abcd]]></Encrypt><AgentID>1</AgentID></xml>",
    "<xml><Encrypt>abcd</Encrypt><ToUserName>ww</ToUserName></xml>",
    "\uFEFF<xml>\n <Encrypt>\r\n<![CDATA[abcd]]>\n</Encrypt>\n <ToUserName>ww</ToUserName>\n</xml>\n",
  ];
  for (const body of bodies) {
    assert.equal(readEnvelope(body), "abcd", body);
  }
});

Deno.test("the ciphertext is found in the JSON of an AI bot", () => {
  for (const body of [`{"encrypt":"abcd"}`, `\uFEFF {"agentid":1,"encrypt":"abcd","x":[{}]}\n`]) {
    assert.equal(readEnvelope(body), "abcd");
  }
});

Deno.test("a body that is not one encrypted envelope is refused", () => {
  const bodies = [
    "",
    "ok",
    "<xml></xml>",
    "<xml><MsgType>text</MsgType><Content>plaintext</Content></xml>",
    "<xml><Encrypt></Encrypt></xml>",
    "<xml><Encrypt><![CDATA[]]></Encrypt></xml>",
    "<xml><Encrypt>abcd</xml>",
    "<Encrypt>abcd</Encrypt>",
    "<xml><Encrypt>abcd</Encrypt><Encrypt>abcd</Encrypt></xml>",
    "<xml><ToUserName><![CDATA[<Encrypt>abcd</Encrypt>]]></ToUserName><Encrypt>efgh</Encrypt></xml>",
    "<xml><Encrypt><Encrypt>abcd</Encrypt></Encrypt></xml>",
    "<xml><Encrypt>ab&#99;d</Encrypt></xml>",
    "<xml><Encrypt>ab\ncd</Encrypt></xml>",
    "<xml><Encrypt><![CDATA[ab]]><![CDATA[cd]]></Encrypt></xml>",
    "<xml><!-- --><Encrypt>abcd</Encrypt></xml>",
    "<xml><?pi?><Encrypt>abcd</Encrypt></xml>",
    `<!DOCTYPE xml [<!ENTITY e "abcd">]><xml><Encrypt>&e;</Encrypt></xml>`,
    `<xml><!DOCTYPE x><Encrypt>abcd</Encrypt></xml>`,
    "{}",
    "{",
    `{"encrypt":1}`,
    `{"encrypt":""}`,
    `{"encrypt":"ab cd"}`,
    `{"Encrypt":"abcd"}`,
    `{"__proto__":{"encrypt":"abcd"}}`,
    `[{"encrypt":"abcd"}]`,
    `{"encrypt":"abcd"}{"encrypt":"abcd"}`,
  ];
  for (const body of bodies) assert.equal(refusalOf(() => readEnvelope(body)), "xml", body);
});

Deno.test("an unsigned body of any size and form costs little time", () => {
  const size = 1_048_576;
  const bodies = [
    `<xml><Encrypt>${"A".repeat(size - 100)}</Encrypt></xml>`,
    `<xml><Encrypt>${"<![CDATA[".repeat(size / 10)}</Encrypt></xml>`,
    `<xml>${"<Encrypt>".repeat(size / 10)}</xml>`,
    `<xml><Encrypt>${" ".repeat(size - 100)}!</Encrypt></xml>`,
    `${"<xml>".repeat(size / 6)}</xml>`,
    " ".repeat(size),
    `{"encrypt":${"[".repeat(size - 100)}`,
    `{"encrypt":${"[".repeat(size / 2 - 100)}${"]".repeat(size / 2 - 100)}}`,
    "x".repeat(size + 1),
    `<xml><Encrypt>${"A".repeat(100 * size)}</Encrypt></xml>`,
  ];
  for (const body of bodies) {
    const startedAt = performance.now();
    try {
      readEnvelope(body);
    } catch {
      // Other tests check whether it is refused.
    }
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs < 10_000, `${tookMs} ms for ${body.slice(0, 40)}`);
  }
});

Deno.test("vector D5: a sealed reply of an AI bot equals the reply of the official library", () => {
  const { pair, plaintext: message, receiveId, random16, encrypted, query } = vectorOf("D5");
  const { timestamp, nonce, msgSignature: msgsignature } = query;
  const sealed = sealReply({
    ...pair,
    message,
    receiveId,
    random16,
    nonce,
    timestamp: Number(timestamp),
  });
  assert.deepEqual(
    JSON.parse(sealed),
    { encrypt: encrypted, msgsignature, timestamp: Number(timestamp), nonce },
  );
});

Deno.test("a nonce cannot break out of the reply", () => {
  const nonce = `"}{"encrypt":"`;
  const random16 = Buffer.alloc(16);
  const parts = { ...PAIR, receiveId: "", timestamp: 1_700_000_000, nonce, random16 };
  assert.equal(JSON.parse(sealReply({ ...parts, message: "{}" })).nonce, nonce);
});
