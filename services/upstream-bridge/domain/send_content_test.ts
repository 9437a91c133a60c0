import assert from "node:assert/strict";
import { contentProblem } from "services/upstream-bridge/domain/send_content.ts";

Deno.test("a text may have newlines, tabs, emoji and exactly 2048 bytes", () => {
  for (const text of ["你好", "a\n\tb", "👨‍👩‍👧", "字".repeat(682) + "ab", " x "]) {
    assert.equal(contentProblem(text), undefined, text);
  }
});

Deno.test("a text that is blank, too long, malformed or has control characters is refused", () => {
  const refused: [string, RegExp][] = [
    ["", /blank/],
    [" \n\t\u3000", /blank/],
    ["字".repeat(683), /2048 bytes .* 2049/],
    ["a\ud83d", /surrogate/],
    ["\udc00a", /surrogate/],
    ["a\0b", /control/],
    ["a\r\nb", /control/],
    ["a\u001bb", /control/],
    ["a\u007f", /control/],
    ["a\u0085", /control/],
  ];
  for (const [text, problem] of refused) {
    assert.match(contentProblem(text) ?? "", problem, JSON.stringify(text));
  }
});
