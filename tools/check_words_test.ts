import assert from "node:assert/strict";
import { dirname } from "node:path";
import { checkWords, findWords } from "tools/check_words.ts";

Deno.test("a banned word is reported with its line and a plain alternative, in comments, strings and SQL", () => {
  assert.deepEqual(findWords("a.ts", '// fine\nthrow new Error("Nobody knows");\n'), [
    'a.ts:2 "Nobody": write plainly, for example: no one, no caller, no process',
  ]);
  assert.equal(findWords("a.sql", "-- whoever reads this\nselect 1;\n").length, 1);
});

Deno.test("a phrase is found across a line break of a comment, and reported where it begins", () => {
  const source = "/**\n * What the user is\n * told here.\n */\n";
  assert.deepEqual(findWords("a.ts", source).map((problem) => problem.split(": ")[0]), [
    'a.ts:2 "is told"',
  ]);
});

Deno.test("parts of words, identifiers and whole strings are no banned words", () => {
  assert.deepEqual(findWords("a.ts", 'await getUser("nobody");\n'), []);
  assert.deepEqual(
    findWords("a.ts", "const isNobody = lesta + nobodyElse + NOBODY; // in stockholm\n"),
    [],
  );
});

Deno.test("code in a page is left out, and the lines after it keep their numbers", () => {
  const page = "Never `whoever`.\n```sh\necho nobody\n```\nSomebody.\n";
  assert.deepEqual(findWords("a.md", page).map((problem) => problem.split(": ")[0]), [
    'a.md:5 "Somebody"',
  ]);
});

Deno.test("a log event in another style than snake_case is reported", () => {
  const source = [
    'log.info("redis_connected", { use });',
    "log.warn(`delivery_${status}`);",
    "log.error(event);",
    'deps.log.info("redis.connected");',
    'logger.warn(\n  "redisConnected",\n);',
  ].join("\n");
  assert.deepEqual(findWords("a.ts", source), [
    'a.ts:4 log event "redis.connected": write snake_case, such as "redis_connected"',
    'a.ts:5 log event "redisConnected": write snake_case, such as "redis_connected"',
  ]);
});

Deno.test("sources, pages and migrations of the whole tree are read; the list of words is not", async () => {
  const root = await Deno.makeTempDir();
  try {
    for (
      const path of [
        "README.md",
        "a/b.tsx",
        "a/migrations/0001.sql",
        "c.json",
        "tools/plain_words.ts",
      ]
    ) {
      await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, "whoever\n");
    }
    assert.deepEqual((await checkWords(root)).map((problem) => problem.split(" ")[0]), [
      "README.md:1",
      "a/b.tsx:1",
      "a/migrations/0001.sql:1",
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
