// Writes the files that are generated from the code: docs/config.md, docs/errors.md, the paths in
// docs/running-split.md and the events in docs/webhooks.md, each in both languages, and .env.example.
import { renderConfigReference } from "tools/config_reference.ts";
import { renderEnvExample } from "tools/env_example.ts";
import { renderProxy } from "tools/proxy_reference.ts";
import { renderWebhookEvents } from "tools/webhook_reference.ts";
import { renderErrorReference } from "tools/error_reference.ts";

const PROXY_DOCUMENTS = ["docs/running-split.md", "docs/running-split.zh-CN.md"];

/** The generated files by path from the root. The same code always yields the same text. */
export async function renderDocs(root: string): Promise<Map<string, string>> {
  return new Map([
    ["docs/config.md", renderConfigReference("en")],
    ["docs/config.zh-CN.md", renderConfigReference("zh")],
    ["docs/errors.md", await renderErrorReference(root, "en")],
    ["docs/errors.zh-CN.md", await renderErrorReference(root, "zh")],
    ["docs/webhooks.md", renderWebhookEvents(read(root, "docs/webhooks.md"), "en")],
    ["docs/webhooks.zh-CN.md", renderWebhookEvents(read(root, "docs/webhooks.zh-CN.md"), "zh")],
    [".env.example", renderEnvExample()],
    ...PROXY_DOCUMENTS.map((path): [string, string] => [
      path,
      renderProxy(read(root, path)),
    ]),
  ]);
}

function read(root: string, path: string): string {
  return Deno.readTextFileSync(`${root}/${path}`);
}

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  for (const [path, text] of await renderDocs(root)) {
    await Deno.writeTextFile(`${root}/${path}`, text);
  }
}
