import assert from "node:assert/strict";
import { AppError } from "packages/platform/errors.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import { encodePageCursor } from "packages/platform/list_page.ts";

const ID = "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

Deno.test("the cursor of a page is parsed", () => {
  const position = { micros: "1767225600000123", id: ID };
  assert.deepEqual(parsePageCursor(encodePageCursor(position)), position);
});

Deno.test("any other cursor is refused, and the error names the field", () => {
  const others = ["", "x", "MTIz", btoa(`1.${ID}'--`), btoa(`-1.${ID}`), btoa(`1e3.${ID}`)];
  for (const cursor of others) {
    assert.throws(() => parsePageCursor(cursor), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "request_invalid");
      return error.options.fields?.[0]?.name === "cursor";
    }, cursor);
  }
});
