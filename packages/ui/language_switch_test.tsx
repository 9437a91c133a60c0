import assert from "node:assert/strict";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import { renderForTest } from "packages/ui/testing/test_frame.ts";

const render = (here: string) => renderForTest(<LanguageSwitch />, { here });

Deno.test("the language switch links the same page in the other language and keeps the query", () => {
  const html = render("/login?redirect=%2Fa%3Fb%3D1&lang=zh");
  assert.match(html, /href="\/login\?redirect=%2Fa%3Fb%3D1&amp;lang=en"/);
  assert.match(html, /<span lang="zh-CN" aria-current="true">中文<\/span>/);
});

Deno.test("no path makes the language switch lead to another site", () => {
  for (
    const here of [
      "//evil.example/x",
      "/\\evil.example/x",
      "\\\\evil.example",
      "/./..//evil.example",
    ]
  ) {
    assert.match(render(here), /href="\/[^/\\]/, here);
  }
});
