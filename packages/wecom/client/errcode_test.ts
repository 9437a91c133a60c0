import assert from "node:assert/strict";
import { describeErrcode, readRefusal, WecomError } from "packages/wecom/client/errcode.ts";
import { ERRCODES } from "packages/wecom/client/errcode_table.ts";

Deno.test("every code has a full sentence in Chinese and in English", () => {
  for (const [code, { operator }] of Object.entries(ERRCODES)) {
    assert.match(operator.zh, /\p{Script=Han}.*。$/u, code);
    assert.match(operator.en, /^[A-Z].*\.$/, code);
  }
});

Deno.test("only an invalid or expired token has the class refresh", () => {
  const refresh = Object.keys(ERRCODES).filter((code) =>
    ERRCODES[Number(code)]?.class === "refresh"
  );
  assert.deepEqual(refresh.map(Number).sort(), [40014, 42001]);
});

Deno.test("60020 names the IP address to add, or describes it when WeCom does not report it", () => {
  const known = describeErrcode(60020, "203.0.113.7");
  assert.equal(known.class, "configuration");
  assert.match(known.operator.en, /calls from 203\.0\.113\.7\. Add/);
  assert.match(known.operator.zh, /来自 203\.0\.113\.7 的调用.*企业可信IP/);
  assert.match(describeErrcode(60020).operator.en, /from this server's outgoing address\. Add/);
  assert.match(describeErrcode(60020).operator.zh, /本服务器的出口 IP/);
});

Deno.test("the sentence of an unlisted code points to WeCom's look-up tool", () => {
  const { class: errcodeClass, operator } = describeErrcode(2_000_042);
  assert.equal(errcodeClass, "unknown");
  assert.match(operator.en, /2000042.*devtool\/query\?e=2000042/);
  assert.match(operator.zh, /devtool\/query\?e=2000042/);
});

Deno.test("an error names the call that failed and what to do", () => {
  const error = new WecomError("user/get", { errcode: 60111 });
  assert.match(error.message, /^Cannot call WeCom user\/get: error 60111\. The member is unknown/);
});

Deno.test("the sentence of a stored error is the same in both languages, with every value filled in", () => {
  for (const code of Object.keys(ERRCODES)) {
    const facts = { errcode: Number(code), callerIp: "203.0.113.7" };
    const error = new WecomError("user/get", facts);
    assert.deepEqual(readRefusal(error.message), {
      errcode: facts.errcode,
      operator: error.operator,
    });
    for (const text of Object.values(error.operator)) assert.doesNotMatch(text, /[{}]/, code);
    const places = ({ zh, en }: { zh: string; en: string }) =>
      [zh, en].map((text) => text.split("203.0.113.7").length);
    const [zh, en] = places(error.operator);
    assert.equal(zh, en, `${code}: both languages name the address equally often`);
  }
  assert.equal(
    readRefusal("Cannot call WeCom user/get: timeout. WeCom did not answer."),
    undefined,
  );
});
