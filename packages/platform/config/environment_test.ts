import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { readEnvironment } from "packages/platform/config/environment.ts";

Deno.test("environment variables win over the file .env, and .env adds missing ones", async () => {
  const folder = await Deno.makeTempDir();
  const name = `WECOM_STACK_TEST_${crypto.randomUUID().replaceAll("-", "")}`;
  try {
    const at = pathToFileURL(`${folder}/`);
    assert.equal(readEnvironment(at)[name], undefined);
    await Deno.writeTextFile(
      `${folder}/.env`,
      `# comment\n${name}=from file\nPATH=from file\n${name}_QUOTED="a b # c"\n`,
    );
    const env = readEnvironment(at);
    assert.equal(env[name], "from file");
    assert.equal(env[`${name}_QUOTED`], "a b # c");
    assert.equal(env["PATH"], Deno.env.get("PATH"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
