import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { buildServices } from "tools/build_services.ts";
import { readFiles } from "tools/list_files.ts";

const MAIN = `import { fail } from "../../packages/fail.ts";
import { call } from "../../vendor/call.js";
try { call(fail); } catch (error) { console.log((error as Error).stack); }`;

async function withRoot(run: (root: string) => Promise<void>): Promise<void> {
  // Deno prints paths without links.
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${root}/packages`);
    await Deno.mkdir(`${root}/vendor`);
    await Deno.mkdir(`${root}/services/one`, { recursive: true });
    await Deno.mkdir(`${root}/services/unfinished`);
    await Deno.writeTextFile(`${root}/deno.json`, "{}");
    await Deno.writeTextFile(
      `${root}/packages/fail.ts`,
      "interface X { y: 1 }\n\nexport function fail(_?: X) {\n  throw new Error('no');\n}",
    );
    await Deno.writeTextFile(`${root}/vendor/call.js`, "export const call = (f) => {\n  f();\n};");
    await Deno.writeTextFile(`${root}/services/one/main.ts`, MAIN);
    await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function runBundle(root: string): Promise<string> {
  const args = ["run", "--quiet", `${root}/.build/services/one.js`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("services are bundled once, and again when a source has changed", () =>
  withRoot(async (root) => {
    assert.deepEqual(await buildServices(root), ["one"]);
    assert.deepEqual(await buildServices(root), []);
    await Deno.writeTextFile(`${root}/services/one/main.ts`, "console.log('changed');");
    assert.deepEqual(await buildServices(root), ["one"]);
    assert.equal(await runBundle(root), "changed\n");
  }));

Deno.test("a stack names our files and lines, and for a package the place in the bundle", () =>
  withRoot(async (root) => {
    await buildServices(root);
    const frames = (await runBundle(root)).split("\n").slice(1).join("\n");
    assert.ok(frames.includes(`file://${root}/packages/fail.ts:4:9`), frames);
    assert.match(frames, /\/\.build\/services\/one\.js:\d+:\d+/);
    assert.ok(frames.includes(`file://${root}/services/one/main.ts:3:7`), frames);
  }));

Deno.test("a bundling error contains the message of the bundler", () =>
  withRoot(async (root) => {
    await Deno.writeTextFile(`${root}/services/one/main.ts`, "import './missing.ts';");
    await assert.rejects(buildServices(root), /Cannot bundle services.one.main\.ts.*missing\.ts/s);
  }));

Deno.test("only one module of the services computes a path from its own place, which is another in a bundle", () => {
  const files = readFiles(fileURLToPath(PROJECT_ROOT), /^(packages|services)\/.*(?<!_test)\.tsx?$/)
    .filter(([file, text]) =>
      /import\.meta\.(url|dirname|filename|resolve)/.test(text) &&
      !/^packages\/testkit\/|\/(testing|pages)\//.test(file)
    );
  assert.deepEqual(files.map(([file]) => file), ["packages/platform/project_root.ts"]);
});
