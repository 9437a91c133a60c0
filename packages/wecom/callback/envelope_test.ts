import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readEnvelope, sealReply } from "packages/wecom/callback/envelope.ts";
import { openCallback } from "packages/wecom/callback/receive.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { CORP_ID, PAIR } from "packages/wecom/callback/testing/sealed_callback.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";
import { readXml } from "packages/wecom/callback/xml.ts";

const random16 = Buffer.from("0123456789abcdef");
const reply = { ...PAIR, receiveId: CORP_ID, timestamp: 1_700_000_000, nonce: "n-1", random16 };

Deno.test("the ciphertext is found in any order of elements, with and without CDATA", () => {
  const bodies = [
    "<xml><ToUserName><![CDATA[ww]]></ToUserName><AgentID><![CDATA[1]]></AgentID><Encrypt><![CDATA[abcd]]></Encrypt></xml>",
    "<xml><ToUserName><![CDATA[ww]]></ToUserName><Encrypt><![CDATA[abcd]]></Encrypt><AgentID>1</AgentID></xml>",
    "<xml><Encrypt>abcd</Encrypt><ToUserName>ww</ToUserName></xml>",
    "\uFEFF<xml>\n <Encrypt>\r\n<![CDATA[abcd]]>\n</Encrypt>\n <ToUserName>ww</ToUserName>\n</xml>\n",
  ];
  for (const body of bodies) {
    assert.deepEqual(readEnvelope(body), { format: "xml", encrypted: "abcd" }, body);
  }
});

Deno.test("the ciphertext is found in the JSON of an AI bot", () => {
  for (const body of [`{"encrypt":"abcd"}`, `\uFEFF {"agentid":1,"encrypt":"abcd","x":[{}]}\n`]) {
    assert.deepEqual(readEnvelope(body), { format: "json", encrypted: "abcd" });
  }
});

Deno.test("pain B2.10: what is not one encrypted envelope is refused", () => {
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

Deno.test("a body that nobody signed costs little, whatever its size and form", () => {
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
      // Whether it is refused is the other tests' affair.
    }
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs < 10_000, `${tookMs} ms for ${body.slice(0, 40)}`);
  }
});

Deno.test("a sealed XML reply opens again, and has the parts that WeCom documents", () => {
  const body = sealReply({ ...reply, message: "<xml>好]]></xml>", format: "xml" });
  assert.match(
    body,
    /^<xml><Encrypt><!\[CDATA\[[A-Za-z0-9+/=]+\]\]><\/Encrypt><MsgSignature><!\[CDATA\[[0-9a-f]{40}\]\]><\/MsgSignature><TimeStamp>1700000000<\/TimeStamp><Nonce><!\[CDATA\[n-1\]\]><\/Nonce><\/xml>$/,
  );
  const { MsgSignature, TimeStamp, Nonce } = readXml(body) as Record<string, string>;
  const query = { msgSignature: MsgSignature, timestamp: TimeStamp, nonce: Nonce };
  const opened = openCallback({ query, body, keys: [PAIR], receiveIds: [CORP_ID] });
  assert.equal(opened.message, "<xml>好]]></xml>");
});

Deno.test("vector D5: a sealed reply of an AI bot is what the official library makes", () => {
  const { pair, plaintext: message, receiveId, random16, encrypted, query } = vectorOf("D5");
  const { timestamp, nonce, msgSignature: msgsignature } = query;
  const sealed = sealReply({
    ...pair,
    message,
    receiveId,
    random16,
    nonce,
    timestamp: Number(timestamp),
    format: "json",
  });
  assert.deepEqual(
    JSON.parse(sealed),
    { encrypt: encrypted, msgsignature, timestamp: Number(timestamp), nonce },
  );
});

Deno.test("a nonce cannot break out of the reply", () => {
  const nonce = `]]></Nonce><Encrypt>"}`;
  const xml = readXml(sealReply({ ...reply, nonce, message: "", format: "xml" }));
  assert.equal(xml.Nonce, nonce);
  const json = JSON.parse(sealReply({ ...reply, nonce, message: "", format: "json" }));
  assert.equal(json.nonce, nonce);
});
