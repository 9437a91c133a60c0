import assert from "node:assert/strict";
import { storableText } from "packages/platform/storable_text.ts";

Deno.test("NUL and unpaired surrogates are replaced, all other text stays", () => {
  assert.equal(storableText("报名\0多少钱\ud83d😀"), "报名\ufffd多少钱\ufffd😀");
  assert.equal(storableText("扫码 🔐 \r\n\t\\u0000"), "扫码 🔐 \r\n\t\\u0000");
});
