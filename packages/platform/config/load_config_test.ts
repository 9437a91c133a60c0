import assert from "node:assert/strict";
import { z } from "zod";
import {
  ConfigError,
  type ConfigGroup,
  type ConfigProblem,
  defineConfig,
} from "packages/platform/config/config.ts";
import { type Environment, loadConfig, readRaw } from "packages/platform/config/load_config.ts";
import { count } from "packages/platform/config/readers.ts";

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
  readFile: (path: string) => string = () => "",
): readonly ConfigProblem[] {
  try {
    loadConfig(groups, env, readFile);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

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
    if (path !== "/secret") throw new Deno.errors.NotFound(path);
    return "  from-file\n";
  };
  const env = { NAME: "n", PASSWORD_FILE: "/secret" };
  assert.equal(loadConfig([group], env, read).PASSWORD, "from-file");
  const missing = problemsOf({ NAME: "n", PASSWORD_FILE: "/missing" }, [group], read);
  assert.match(missing[0]!.problem, /cannot read the file that PASSWORD_FILE names/);
  const twice = problemsOf({ ...env, PASSWORD: "also given" }, [group], read);
  assert.match(twice[0]!.problem, /given twice: keep either PASSWORD or PASSWORD_FILE/);
  const empty = problemsOf(env, [group], () => " \n");
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
  const readFile = () => "from a file";
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
