import assert from "node:assert/strict";
import { checkSizes, judgeSizes } from "tools/check_sizes.ts";

/** `head`, filled up to `count` lines in all, with `end` as the last one. */
function long(head: string, count: number, end = "}"): string {
  const between = count - head.split("\n").length - 1;
  const indent = /^ */.exec(head)![0];
  return `${head}\n${`${indent}  work();\n`.repeat(between)}${indent}${end}\n`;
}

const HEADS = {
  "a function": "export async function a(): Promise<void> {",
  "a signature over several lines": "function a(\n  b: string,\n): void {",
  "an arrow function": "const a = (b: string) => {",
  "parameters taken apart": "const a = ({\n  b,\n  c,\n}: D) => {",
  "a callback": "app.route(rules, async (c) => {",
  "a method": "  async run(b: string): Promise<void> {",
  "a private method": "  #run<T>(b: T) {",
};

for (const [what, head] of Object.entries(HEADS)) {
  Deno.test(`a function of 71 lines is too long, one of 70 is not: ${what}`, () => {
    assert.deepEqual(judgeSizes("a.ts", long(head, 70)), []);
    assert.deepEqual(judgeSizes("a.ts", "\n" + long(head, 71)), [
      "a.ts:2 is a function of 71 lines, the limit is 70: split it where its subject changes",
    ]);
  });
}

Deno.test("classes, tables and branches may be longer than a function", () => {
  for (
    const head of [
      "export class A {",
      "interface A {",
      "const TEXTS = {",
      "const table = new Table({",
      "  if (a(b)) {",
      "  for (const a of b(c)) {",
      "  if (\n    a &&\n    b\n  ) {",
    ]
  ) {
    assert.deepEqual(judgeSizes("a.ts", long(head, 200)), [], head);
  }
});

Deno.test("a file of 301 lines is too long, one of 300 is not; tests may be longer", async () => {
  assert.deepEqual(judgeSizes("a.ts", "work();\n".repeat(300)), []);
  const root = await Deno.makeTempDir();
  try {
    for (const name of ["a.ts", "a_test.ts", "b.tsx", "c.md"]) {
      await Deno.writeTextFile(`${root}/${name}`, "work();\n".repeat(301));
    }
    assert.deepEqual(
      await checkSizes(root),
      ["a.ts", "b.tsx"].map((name) =>
        `${name} has 301 lines, the limit is 300: move a self-contained part into another file`
      ),
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
