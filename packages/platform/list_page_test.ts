import assert from "node:assert/strict";
import { decodePageCursor, encodePageCursor, toListPage } from "packages/platform/list_page.ts";

const ID = "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

Deno.test("a cursor keeps the position to the microsecond, in an encoded form", () => {
  const position = { micros: "1767225600000123", id: ID };
  const cursor = encodePageCursor(position);
  assert.deepEqual(decodePageCursor(cursor), position);
  assert.match(cursor, /^[\w-]+$/);
});

Deno.test("a page has a next page exactly when one more row was read", () => {
  const row = { id: ID, position: "1", name: "first" };
  const items = [{ id: ID, name: "first" }];
  assert.deepEqual(toListPage([row], 1), { items, nextCursor: null });
  const { nextCursor, ...page } = toListPage([row, { ...row, name: "second" }], 1);
  assert.deepEqual(page, { items });
  assert.equal(decodePageCursor(nextCursor!)?.id, ID);
});
