import assert from "node:assert/strict";
import { ArgumentError, parseArguments } from "tools/doctor/arguments.ts";

Deno.test("options and verb are read in any order", () => {
  const args = parseArguments(
    ["--json", "explain", "--url=https://example.com", "a", "--user", "lisi", "b"],
    { LANG: "zh_CN.UTF-8" },
  );
  assert.deepEqual(args, {
    verb: "explain",
    lang: "zh",
    json: true,
    url: "https://example.com",
    userId: "lisi",
    logFile: undefined,
    words: ["a", "b"],
  });
});

Deno.test("the language is that of --lang, else that of the system, else English", () => {
  const langOf = (args: string[], env: Record<string, string>) => parseArguments(args, env).lang;
  assert.equal(langOf([], {}), "en");
  assert.equal(langOf([], { LC_ALL: "en_US.UTF-8", LANG: "zh_CN.UTF-8" }), "en");
  assert.equal(langOf(["--lang", "zh"], { LANG: "en_US.UTF-8" }), "zh");
});

Deno.test("a wrong command line is refused with an ArgumentError", () => {
  for (
    const args of [["dance"], ["--nonsense"], ["--url"], ["--url", "example.com"], ["--lang", "fr"]]
  ) {
    assert.throws(() => parseArguments(args, {}), ArgumentError);
  }
});
