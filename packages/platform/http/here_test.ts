import assert from "node:assert/strict";
import { hereFor } from "packages/platform/http/here.ts";

Deno.test("an address in a Location header is never larger than a proxy takes", () => {
  const ask = (path: string) => hereFor(`http://127.0.0.1:3000${path}`);
  assert.equal(ask("/console?q=1"), "/console?q=1");
  assert.equal(ask(`/console?q=${"a".repeat(7_000)}`), "/console");
  assert.equal(ask(`/${"a".repeat(7_000)}`), "/");
  const encoded = hereFor(`http://127.0.0.1:3000/x?q=${"%".repeat(900)}`, encodeURIComponent);
  assert.equal(encoded, "%2Fx");
});
