import assert from "node:assert/strict";
import { readFileName } from "packages/wecom/client/content_disposition.ts";

Deno.test("a file name is read in every form of the header, without folders", () => {
  const bytes = String.fromCharCode(...new TextEncoder().encode("报价.pdf"));
  const names: [string | null, string | undefined][] = [
    [null, undefined],
    ["attachment", undefined],
    ['attachment; filename="MEDIA_ID.jpg"', "MEDIA_ID.jpg"],
    ["attachment; filename=a.jpg; size=3", "a.jpg"],
    [`attachment; filename="${bytes}"`, "报价.pdf"],
    ['attachment; filename="caf\xe9.txt"', "café.txt"],
    [`attachment; filename="x"; filename*=UTF-8''${encodeURIComponent("报价.pdf")}`, "报价.pdf"],
    ["attachment; filename*=UTF-8''%E0%A4", undefined],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ['attachment; filename="C:\\\\a\\\\b.exe"', "b.exe"],
    ['attachment; filename=".."', undefined],
    ["attachment; filename*=UTF-8''a%0D%0AX-Injected%3A1%E2%80%AEgpj.exe", "aX-Injected:1gpj.exe"],
    [`attachment; filename="${"a".repeat(300)}.jpg"`, `${"a".repeat(196)}.jpg`],
  ];
  for (const [header, name] of names) assert.equal(readFileName(header), name, header ?? "none");
});
