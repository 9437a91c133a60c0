import assert from "node:assert/strict";
import { AppError } from "packages/platform/errors.ts";
import {
  encodePageCursor,
  parsePageCursor,
  toListPage,
} from "packages/platform/http/page_cursor.ts";

const ID = "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

Deno.test("a cursor gives back the position to the microsecond, and does not show it", () => {
  const position = { micros: "1767225600000123", id: ID };
  const cursor = encodePageCursor(position);
  assert.deepEqual(parsePageCursor(cursor), position);
  assert.match(cursor, /^[\w-]+$/);
});

Deno.test("what no page has given is refused by name", () => {
  const others = ["", "x", "MTIz", btoa(`1.${ID}'--`), btoa(`-1.${ID}`), btoa(`1e3.${ID}`)];
  for (const cursor of others) {
    assert.throws(() => parsePageCursor(cursor), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "request_invalid");
      return error.options.fields?.[0]?.name === "cursor";
    }, cursor);
  }
});

Deno.test("a page has a next one exactly when there is one row more", () => {
  const row = { id: ID, position: "1", name: "first" };
  const items = [{ id: ID, name: "first" }];
  assert.deepEqual(toListPage([row], 1), { items, nextCursor: null });
  const { nextCursor, ...page } = toListPage([row, { ...row, name: "second" }], 1);
  assert.deepEqual(page, { items });
  assert.equal(parsePageCursor(nextCursor!).id, ID);
});
