import assert from "node:assert/strict";
import { askedLang, langCookie, pickLang } from "packages/platform/lang.ts";

function request(query: string, headers: Record<string, string> = {}): Request {
  return new Request(`http://127.0.0.1/login${query}`, { headers });
}

Deno.test("?lang takes precedence over the cookie, and the cookie over Accept-Language", () => {
  const headers = { cookie: "a=1; lang=en", "accept-language": "zh-CN" };
  assert.equal(pickLang(request("?lang=zh", headers)), "zh");
  assert.equal(pickLang(request("", headers)), "en");
  assert.equal(pickLang(request("", { cookie: "__Host-lang=en" })), "en");
});

Deno.test("Accept-Language is read by weight, and by primary language", () => {
  assert.equal(pickLang(request("", { "accept-language": "fr, en-GB;q=0.4, zh-TW;q=0.8" })), "zh");
  assert.equal(pickLang(request("", { "accept-language": "fr-FR, en;q=0.5" })), "en");
  assert.equal(pickLang(request("", { "accept-language": "en;q=0, zh;q=0.1" })), "zh");
});

Deno.test("people who read neither Chinese nor English get English", () => {
  for (const accepted of ["fr", "ja-JP, ko;q=0.9", "fr, *;q=0.5", "de;q=0.3, zh;q=0", "yue-HK"]) {
    assert.equal(pickLang(request("", { "accept-language": accepted })), "en", accepted);
  }
  assert.equal(pickLang(request("", { "accept-language": "fr, zh;q=0.1" })), "zh");
});

Deno.test("a request that names no language gets the fallback, Chinese unless said otherwise", () => {
  for (const accepted of ["", "*", "*;q=0.5", ";;", "en;q=0", "en;q=x", "123"]) {
    const asked = request("?lang=fr", { cookie: "lang=xx", "accept-language": accepted });
    assert.deepEqual([pickLang(asked), pickLang(asked, "en")], ["zh", "en"], accepted);
  }
  assert.equal(pickLang(request("")), "zh");
  assert.equal(pickLang(request("", { cookie: "slang=en; language=en" })), "zh");
});

Deno.test("only a supported ?lang is stored in the cookie, which is Secure and __Host- on https", () => {
  assert.equal(askedLang(request("?lang=en")), "en");
  assert.equal(askedLang(request("?lang=fr")), undefined);
  assert.match(
    langCookie("en", { secure: true }),
    /^__Host-lang=en; Path=\/; .*SameSite=Lax; Secure$/,
  );
  assert.match(langCookie("zh", { secure: false }), /^lang=zh; Path=\/; .*SameSite=Lax$/);
});
