import assert from "node:assert/strict";
import { pushDigest } from "services/callback/pushes/push_digest.ts";

const PUSH = { uuid: "an-instance", type: "100001", body: { Vid: 7, list: [{ a: 1, b: 2 }] } };

Deno.test("the order of fields does not make another callback", () => {
  const body = { list: [{ b: 2, a: 1 }], Vid: 7 };
  assert.equal(pushDigest({ ...PUSH, body }), pushDigest(PUSH));
});

Deno.test("another instance, type or body is another callback", () => {
  const others = [
    { ...PUSH, uuid: "another" },
    { ...PUSH, type: "100002" },
    { ...PUSH, body: { Vid: 8, list: [{ a: 1, b: 2 }] } },
    { ...PUSH, body: { Vid: 7, list: [] } },
    { ...PUSH, body: "text" },
  ];
  assert.equal(new Set([PUSH, ...others].map(pushDigest)).size, others.length + 1);
});
