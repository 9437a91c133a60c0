import assert from "node:assert/strict";
import { findOddLines } from "packages/platform/config/dot_env.ts";

Deno.test("lines of .env without effect, repeated names and values cut at # are found, and no value is shown", () => {
  const text = [
    "# a comment with = and text",
    "PORT=3000 # the port",
    "API_SECRET: s3cret",
    "API_TOKEN＝s3cret",
    "",
    "PORT=3001",
    "DATABASE_URL=postgres://user:s3cret#1@db/data",
    'export QUOTED="s3cret#1"',
    "EMPTY=",
  ].join("\r\n");
  const odd = findOddLines(text);
  assert.deepEqual(odd, [
    "line 3 is not NAME=value and has no effect",
    "line 4 is not NAME=value and has no effect",
    "line 6 sets PORT again: it replaces the value of line 2",
    "line 7 sets DATABASE_URL to the text before #: put a value with # in quotation marks",
  ]);
});

Deno.test("the lines of a value in quotation marks are not lines of their own", () => {
  assert.deepEqual(findOddLines('SYSTEM_PROMPT="first\nsecond: line\nthird"\nPORT=3000\n'), []);
  assert.deepEqual(findOddLines('OPEN="never closed\nPORT: 3000\n'), [
    "line 2 is not NAME=value and has no effect",
  ]);
});

Deno.test("a Windows path in double quotation marks that contains a line break for the parser is found", () => {
  assert.deepEqual(findOddLines('DIR="C:\\new\\docs"\nOTHER=C:\\new\nTEXT="one\\ntwo"\n'), [
    "line 1 has \\n in double quotation marks, which is a line break: use single ones",
  ]);
});
