import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";

Deno.test("environment variables win over the file .env, and .env adds missing ones", async () => {
  const folder = await Deno.makeTempDir();
  const name = `WECOM_STACK_TEST_${crypto.randomUUID().replaceAll("-", "")}`;
  try {
    const at = pathToFileURL(`${folder}/`);
    assert.equal(readEnvironment(undefined, at)[name], undefined);
    await Deno.writeTextFile(
      `${folder}/.env`,
      `# comment\n${name}=from file\nPATH=from file\n${name}_QUOTED="a b # c"\n`,
    );
    const env = readEnvironment(undefined, at);
    assert.equal(env[name], "from file");
    assert.equal(env[`${name}_QUOTED`], "a b # c");
    assert.equal(env["PATH"], Deno.env.get("PATH"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function withDotEnv(content: Uint8Array | string, test: (at: URL) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${folder}/.env`, bytes);
    test(pathToFileURL(`${folder}/`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the first line of a .env with a byte order mark and CRLF counts", async () => {
  await withDotEnv("\uFEFFFIRST_OF_TEST=1\r\nSECOND_OF_TEST=2\r\n", (at) => {
    const { FIRST_OF_TEST, SECOND_OF_TEST } = readEnvironment(undefined, at);
    assert.deepEqual([FIRST_OF_TEST, SECOND_OF_TEST], ["1", "2"]);
  });
});

Deno.test("a .env in GB18030 is read, with a warning; one that is no text is refused by name", async () => {
  const greeting = [...new TextEncoder().encode("GREETING_OF_TEST="), 0xc4, 0xe3, 0xba, 0xc3];
  await withDotEnv(Uint8Array.from(greeting), (at) => {
    const warnings: ConfigProblem[] = [];
    assert.equal(readEnvironment((it) => warnings.push(it), at)["GREETING_OF_TEST"], "你好");
    assert.deepEqual(warnings.map(({ variable }) => variable), [".env"]);
    assert.match(warnings[0]!.problem, /GB18030.*save it as UTF-8/);
  });
  await withDotEnv(Uint8Array.of(0xff), (at) => {
    assert.throws(() => readEnvironment(undefined, at), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems.map(({ variable }) => variable), [".env"]);
      return true;
    });
  });
});

Deno.test("a folder named .env is refused by name: Docker makes one when the file to mount is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/.env`);
    const at = pathToFileURL(`${folder}/`);
    assert.throws(() => readEnvironment(undefined, at), /\.env: is a folder instead of a file/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
