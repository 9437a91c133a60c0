// Writes the files that are made from the code: docs/config.md, docs/errors.md and .env.example.
import { renderConfigReference, renderEnvExample } from "tools/config_reference.ts";
import { renderErrorReference } from "tools/error_reference.ts";

/** The generated files by path from the root. The same code always yields the same text. */
export async function renderDocs(root: string): Promise<Map<string, string>> {
  return new Map([
    ["docs/config.md", renderConfigReference()],
    ["docs/errors.md", await renderErrorReference(root)],
    [".env.example", renderEnvExample()],
  ]);
}

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  for (const [path, text] of await renderDocs(root)) {
    await Deno.writeTextFile(`${root}/${path}`, text);
  }
}
