import assert from "node:assert/strict";
import { z } from "zod";
import {
  ConfigError,
  type ConfigGroup,
  type ConfigProblem,
  defineConfig,
} from "packages/platform/config/config.ts";
import {
  type Environment,
  loadConfig,
  readConfig,
  readRaw,
} from "packages/platform/config/load_config.ts";
import type { ReadFile } from "packages/platform/config/read_variable.ts";
import { TextFileError } from "packages/platform/config/text_file.ts";
import { commaList, count } from "packages/platform/config/readers.ts";

const plain = { schema: z.string(), description: { zh: "测试", en: "A text." }, example: "text" };
const group = defineConfig({
  title: { zh: "测试", en: "Test" },
  retired: { DB_PASSWORD: "DATABASE_URL", REDIS_PORT: "REDIS_URL", API_PORT: "PORT" },
  variables: {
    NAME: plain,
    COUNT: { ...plain, schema: count, default: "7", example: "3" },
    FROM_NAME: {
      ...plain,
      default: ({ NAME }) => NAME === undefined ? undefined : `${NAME}/path`,
    },
    PASSWORD: { ...plain, schema: z.string().min(4, "is too short"), secret: true, optional: true },
    NOTE: { ...plain, optional: true },
  },
  rules: ({ NAME, NOTE }) =>
    NAME === "fussy" && NOTE === undefined
      ? [{ variable: "NOTE", problem: "is missing: a fussy name needs one" }]
      : [],
});

function problemsOf(
  env: Environment,
  groups: readonly ConfigGroup[] = [group],
  readFile: ReadFile = () => textFile(""),
): readonly ConfigProblem[] {
  try {
    loadConfig(groups, env, readFile);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

const textFile = (text: string) => ({ text, encoding: "UTF-8" }) as const;
const namesOf = (problems: readonly ConfigProblem[]) => problems.map(({ variable }) => variable);

Deno.test("values are read, absent ones get their default, and a default may come from another variable", () => {
  assert.deepEqual({ ...loadConfig([group], { NAME: "n", COUNT: "3", OTHER: "x" }) }, {
    NAME: "n",
    COUNT: 3,
    FROM_NAME: "n/path",
    PASSWORD: undefined,
    NOTE: undefined,
  });
  assert.equal(loadConfig([group], { NAME: "n" }).COUNT, 7);
  assert.equal(loadConfig([group], { NAME: "n", FROM_NAME: "given" }).FROM_NAME, "given");
});

Deno.test("an empty value counts as absent", () => {
  const env = { NAME: "n", COUNT: "", FROM_NAME: "", NOTE: "", PASSWORD: "", DB_HOST: "" };
  assert.deepEqual(loadConfig([group], env), loadConfig([group], { NAME: "n" }));
  assert.deepEqual(namesOf(problemsOf({ NAME: "" })), ["NAME"]);
});

Deno.test("all problems are reported at once, and none contains a value", () => {
  const env = { COUNT: "hunter-1", PASSWORD: "ab9", DB_PASSWORD: "hunter-2", NODE_ENV: "test" };
  const problems = problemsOf(env);
  assert.deepEqual(namesOf(problems), ["NAME", "COUNT", "PASSWORD", "DB_PASSWORD"]);
  assert.deepEqual(problems.slice(0, 3).map(({ example }) => example), ["text", "3", "text"]);
  const error = new ConfigError(problems);
  assert.match(error.message, /^NAME: is missing\nCOUNT: must be a whole number/);
  assert.doesNotMatch(JSON.stringify(problems) + error.message, /hunter|ab9/);
});

Deno.test("when a default needs a missing variable, only the missing variable is reported", () => {
  assert.deepEqual(namesOf(problemsOf({})), ["NAME"]);
  assert.deepEqual(namesOf(problemsOf({ FROM_NAME: "given" })), ["NAME"]);
});

Deno.test("a secret can be in the file that NAME_FILE names; white space around it is removed", () => {
  const read = (path: string) => {
    if (path !== "/secret") throw new TextFileError("a file that is not there");
    return textFile("  from-file\r\n");
  };
  const env = { NAME: "n", PASSWORD_FILE: "/secret" };
  assert.equal(loadConfig([group], env, read).PASSWORD, "from-file");
  const missing = problemsOf({ NAME: "n", PASSWORD_FILE: "/missing" }, [group], read);
  assert.match(missing[0]!.problem, /cannot be read: PASSWORD_FILE names a file that is not there/);
  const twice = problemsOf({ ...env, PASSWORD: "also given" }, [group], read);
  assert.match(twice[0]!.problem, /given twice: keep either PASSWORD or PASSWORD_FILE/);
  const empty = problemsOf(env, [group], () => textFile(" \n"));
  assert.match(empty[0]!.problem, /is missing: the file that PASSWORD_FILE names is empty/);
});

Deno.test("the raw text of a secret is its value, or the content of its file", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, " from-file\n");
    assert.equal(readRaw("PASSWORD", { PASSWORD_FILE: file }), "from-file");
    assert.equal(readRaw("PASSWORD", { PASSWORD: "given", PASSWORD_FILE: file }), "given");
    assert.equal(readRaw("PASSWORD", { PASSWORD_FILE: `${file}.missing` }), undefined);
    assert.equal(readRaw("PASSWORD", {}), undefined);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("only secrets are read from files", () => {
  const config = loadConfig([group], { NAME: "n", NOTE_FILE: "/note" }, () => assert.fail("read"));
  assert.equal(config.NOTE, undefined);
});

Deno.test("a retired name is an error, unless Kubernetes set it for a Service", () => {
  assert.deepEqual(namesOf(problemsOf({ NAME: "n", REDIS_PORT: "6379" })), ["REDIS_PORT"]);
  const injected = { REDIS_PORT: "tcp://10.0.0.7:6379", API_PORT: "udp://10.0.0.8:53" };
  assert.deepEqual(problemsOf({ NAME: "n", ...injected }), []);
});

Deno.test("rules receive only readable values; a value that could not be read is reported once", () => {
  assert.deepEqual(namesOf(problemsOf({ NAME: "fussy" })), ["NOTE"]);
  assert.deepEqual(problemsOf({ NAME: "fussy", NOTE: "here" }), []);
  const strict = defineConfig({
    title: { zh: "测试", en: "Strict" },
    variables: { COUNT: { ...plain, schema: count, optional: true } },
    rules: ({ COUNT }) => COUNT === undefined ? [{ variable: "COUNT", problem: "is needed" }] : [],
  });
  assert.deepEqual(problemsOf({ COUNT: "x" }, [strict]).map(({ problem }) => problem), [
    "must be a whole number from 0 to 999999999",
  ]);
  assert.deepEqual(namesOf(problemsOf({}, [strict])), ["COUNT"]);
});

Deno.test("a group that two services share is read once", () => {
  assert.deepEqual(namesOf(problemsOf({}, [group, group])), ["NAME"]);
  assert.deepEqual(namesOf(problemsOf({ NAME: "fussy" }, [group, group])), ["NOTE"]);
});

Deno.test("the error for a retired name names the replacement", () => {
  const problems = problemsOf({ NAME: "n", DB_PASSWORD: "s3cret", API_PORT: "8080" });
  assert.deepEqual(problems.map(({ variable, problem }) => `${variable} ${problem}`), [
    "DB_PASSWORD is no longer read: use DATABASE_URL",
    "API_PORT is no longer read: use PORT",
  ]);
});

Deno.test("a variable is read from its older names too, and only one of them may be given", () => {
  const aliased = defineConfig({
    title: { zh: "测试", en: "Test" },
    variables: { KEY: { ...plain, aliases: ["OLD_KEY"], secret: true } },
  });
  const readFile = () => textFile("from a file");
  for (
    const [env, expected] of [
      [{ OLD_KEY: "old" }, "old"],
      [{ OLD_KEY_FILE: "/old" }, "from a file"],
      [{ KEY: "new", OLD_KEY: "" }, "new"],
    ] as const
  ) assert.equal(loadConfig([aliased], env, readFile).KEY, expected);
  for (
    const env of [{ KEY: "a", OLD_KEY: "a" }, { KEY_FILE: "/a", OLD_KEY: "a" }] as Environment[]
  ) {
    const [problem, ...others] = problemsOf(env, [aliased], readFile);
    assert.deepEqual(others, []);
    assert.equal(problem!.variable, "KEY");
    assert.match(problem!.problem, /^is given twice: keep either KEY(_FILE)? or OLD_KEY$/);
  }
});

Deno.test("a file in another encoding is read, with a warning that names the variable", () => {
  const listed = defineConfig({
    title: { zh: "测试", en: "Test" },
    variables: { LIST_FILE: { ...plain, file: true }, KEY: { ...plain, secret: true } },
  });
  const readFile: ReadFile = (path) => ({ text: `text of ${path}`, encoding: "GB18030" });
  const env = { LIST_FILE: "/list", KEY_FILE: "/key" };
  const { values, problems, warnings } = readConfig([listed], env, readFile);
  assert.deepEqual({ ...values }, { LIST_FILE: "text of /list", KEY: "text of /key" });
  assert.deepEqual(problems, []);
  assert.deepEqual(namesOf(warnings), ["LIST_FILE", "KEY"]);
  for (const { problem } of warnings) assert.match(problem, /GB18030.*save it as UTF-8/);
  const missing = problemsOf(env, [listed], () => {
    throw new TextFileError("a folder instead of a file");
  });
  assert.deepEqual(missing.map(({ variable, problem }) => `${variable} ${problem}`), [
    "LIST_FILE names a folder instead of a file",
    "KEY cannot be read: KEY_FILE names a folder instead of a file",
  ]);
});

Deno.test("blanks and invisible characters around a value are removed; inside, they are refused by name", () => {
  const config = loadConfig([group], { NAME: "\uFEFF \u200bn\u200b\r\n", COUNT: " 3 " });
  assert.deepEqual([config.NAME, config.COUNT], ["n", 3]);
  for (const [value, code] of [["s3\u200bcret", "200B"], ["s3\u0000cret", "0000"]] as const) {
    const given = problemsOf({ NAME: value });
    const inFile = problemsOf(
      { NAME: "n", PASSWORD_FILE: "/secret" },
      [group],
      () => textFile(value),
    );
    for (const [problem, ...others] of [given, inFile]) {
      assert.match(problem!.problem, new RegExp(`invisible character \\(U\\+${code}\\)`));
      assert.doesNotMatch(problem!.problem, /s3/);
      assert.deepEqual(others, []);
    }
  }
});

Deno.test("quotation marks around a value and several lines in the file of a secret are refused by name", () => {
  for (const value of ['"quoted"', "'quoted'", "“quoted”", "‘quoted’"]) {
    assert.match(problemsOf({ NAME: value })[0]!.problem, /quotation marks/, value);
  }
  assert.deepEqual(problemsOf({ NAME: `it's "quoted" within` }), []);
  const env = { NAME: "n", PASSWORD_FILE: "/secret" };
  const twoLines = problemsOf(env, [group], () => textFile("the-old\nthe-new\n"));
  assert.match(twoLines[0]!.problem, /the file that PASSWORD_FILE names has more than one line/);
  const named = problemsOf(env, [group], () => textFile("PASSWORD=the-new\n"));
  assert.match(named[0]!.problem, /begins with the name of the variable: write only the value$/);
});

Deno.test("a text for people may contain quotation marks and any character", () => {
  const prompt = defineConfig({
    title: { zh: "测试", en: "Test" },
    variables: { PROMPT: { ...plain, isText: true } },
  });
  for (const text of ['"Be kind."', "“请简短回答”", "👨\u200d👩\u200d👧"]) {
    assert.equal(loadConfig([prompt], { PROMPT: text }).PROMPT, text);
  }
});

Deno.test("a list accepts Chinese commas, and refuses other separators instead of making one entry of all", () => {
  assert.deepEqual(commaList.parse("zhangsan，lisi、wangwu, zhaoliu"), [
    "zhangsan",
    "lisi",
    "wangwu",
    "zhaoliu",
  ]);
  for (const list of ["zhangsan lisi", "zhangsan;lisi", "zhangsan；lisi"]) {
    assert.match(commaList.safeParse(list).error?.issues[0]?.message ?? "", /commas/, list);
  }
});

Deno.test("names that are near to ours are warnings with the right name; also near to a retired one", () => {
  const { problems, warnings } = readConfig([group], {
    NAME: "n",
    PASS_WORD: "x",
    DBPASSWORD: "x",
    PATH: "/bin",
    PASSWORDS: "",
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings.map(({ variable, problem }) => `${variable} ${problem}`), [
    "PASS_WORD is not read and has no effect: did you mean PASSWORD?",
    "DBPASSWORD is not read and has no effect: did you mean DATABASE_URL?",
  ]);
});

Deno.test("a rule learns of values that are given but unreadable, so that all that is missing is named at once", () => {
  const pair = defineConfig({
    title: { zh: "测试", en: "Test" },
    variables: {
      COUNT: { ...plain, schema: count, optional: true },
      NOTE: { ...plain, optional: true },
    },
    rules: (_values, isGiven) =>
      isGiven("COUNT") && !isGiven("NOTE") ? [{ variable: "NOTE", problem: "is missing" }] : [],
  });
  assert.deepEqual(namesOf(problemsOf({ COUNT: "x" }, [pair])), ["COUNT", "NOTE"]);
});
