import assert from "node:assert/strict";
import { buildAssets } from "tools/build_assets.ts";

async function withRoot(run: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/packages`);
    await Deno.mkdir(`${root}/services/auth/pages`, { recursive: true });
    await Deno.mkdir(`${root}/services/quiet/domain`, { recursive: true });
    await Deno.writeTextFile(`${root}/deno.json`, "{}");
    await Deno.writeTextFile(`${root}/services/auth/pages/styles.css`, "p { color: red }");
    await Deno.writeTextFile(`${root}/services/auth/pages/x_client.tsx`, "document.title = 'x';");
    await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("assets are built once, and again when a source has changed", () =>
  withRoot(async (root) => {
    const first = await buildAssets(root);
    assert.equal(first.length, 2);
    assert.match(first[0]!, /^auth\/styles\.[0-9a-f]{16}\.css$/);
    assert.match(first[1]!, /^auth\/x_client\.[0-9a-f]{16}\.js$/);
    assert.deepEqual(await buildAssets(root), []);

    await Deno.writeTextFile(`${root}/services/auth/pages/styles.css`, "p { color: blue }");
    const second = await buildAssets(root);
    assert.notEqual(second[0], first[0]);
    assert.equal(second[1], first[1], "an unchanged script keeps its URL");
    const kept = await Array.fromAsync(Deno.readDir(`${root}/.build/assets/auth`));
    const expected = second.flatMap((name) => [name, `${name}.gz`]);
    assert.deepEqual(kept.map(({ name }) => `auth/${name}`).sort(), expected.sort());
  }));

Deno.test("a module for other sites keeps its exports", () =>
  withRoot(async (root) => {
    const pages = `${root}/services/auth/pages`;
    await Deno.writeTextFile(`${pages}/x_module.ts`, "export const connect = () => 1;");
    const name = (await buildAssets(root)).find((file) => file.startsWith("auth/x_module."));
    const built = await Deno.readTextFile(`${root}/.build/assets/${name}`);
    assert.match(built, /export\s*\{[^}]*connect/);
  }));

Deno.test("a script that is too large stops the build", () =>
  withRoot(async (root) => {
    const noise = Array.from(crypto.getRandomValues(new Uint8Array(60_000))).join("");
    await Deno.writeTextFile(`${root}/services/auth/pages/x_client.tsx`, `alert("${noise}")`);
    await assert.rejects(buildAssets(root), /Cannot ship x_client\.js: \d+ bytes compressed/);
  }));

Deno.test("a bundling error contains the message of the bundler", () =>
  withRoot(async (root) => {
    await Deno.writeTextFile(`${root}/services/auth/pages/x_client.tsx`, "import './missing.ts';");
    await assert.rejects(buildAssets(root), /Cannot bundle .*missing\.ts/s);
  }));
