import assert from "node:assert/strict";
import { createRedact } from "tools/doctor/redact.ts";

Deno.test("a known secret is removed in every encoding, the longest first", () => {
  const secret = 'p@ss word"1';
  const redact = createRedact([secret, `${secret}-longer`, "abc"]);
  const spellings = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    JSON.stringify(secret).slice(1, -1),
  ];
  for (const text of spellings) assert.equal(redact(`<${text}>`), "<[redacted]>");
  assert.equal(redact(`<${secret}-longer>`), "<[redacted]>");
  assert.equal(redact("abc is too short to be one"), "abc is too short to be one");
});

Deno.test("values that look like a secret are removed, the text around them stays", () => {
  const redact = createRedact([]);
  const cases: readonly (readonly [string, string])[] = [
    ["GET /x?access_token=abc&agentid=1", "GET /x?access_token=[redacted]&agentid=1"],
    ["postgres://u:p@db:5432/x", "postgres://[redacted]@db:5432/x"],
    ['{"client_secret":"a\\"b","ok":"yes"}', '{"client_secret":"[redacted]","ok":"yes"}'],
    ["authorization: Bearer abcdefghij.k", "authorization: Bearer [redacted]"],
    ["key sk-abcdefgh12", "key [redacted]"],
    ["eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "[redacted]"],
    ["call 13800000001 now", "call [redacted] now"],
    ["order 20261121138000000019", "order 20261121138000000019"],
    ["to lisi@example.com.", "to [redacted]."],
  ];
  for (const [text, expected] of cases) assert.equal(redact(text), expected);
});
