import assert from "node:assert/strict";
import { dirname } from "node:path";
import { checkDocs } from "tools/check_docs.ts";

async function problemsOf(files: Record<string, string>): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    const all = { "deno.json": '{ "tasks": { "start": "x", "sim:wecom": "y" } }', ...files };
    for (const [path, text] of Object.entries(all)) {
      await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await checkDocs(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("existing paths, tasks, links and headings have no problem", async () => {
  assert.deepEqual(
    await problemsOf({
      "README.md": [
        "# All of it",
        "See `packages/ui/page.tsx`, `packages/ui/`, `packages/ui/{page,card}.tsx`, [it](packages/ui/README.md#how-its-built),",
        "[above](#all-of-it), [elsewhere](https://example.com/packages/missing.ts).",
        "`services/<name>/main.ts`, `packages/*/x.ts`, `/api/v1/login`, `application/json` and `a/b` are no paths.",
        "```sh",
        "npx -y deno@2.9.6 task start && deno task sim:wecom",
        "cat `packages/missing.ts`",
        "```",
      ].join("\n"),
      "packages/ui/README.md":
        "## How it's built\n`page.tsx`, `config.ts` and `styles/tokens.css`\n",
      "packages/ui/page.tsx": "// deno task start\n",
      "packages/ui/card.tsx": "",
      "services/auth/config.ts": "",
    }),
    [],
  );
});

Deno.test("missing paths, tasks, links and headings are reported with file, line and remedy", async () => {
  assert.deepEqual(
    await problemsOf({
      "README.md": [
        "# Here",
        "`packages/missing.ts` and `missing.ts`",
        "`deno task strat`",
        "[a](docs/missing.md) [b](#there)",
      ].join("\n"),
      "services/auth/config.ts": 'throw new Error("run deno task key");\n',
    }),
    [
      "README.md:2 cites packages/missing.ts: there is no such file; correct the path",
      "README.md:2 cites missing.ts: there is no such file; correct the path",
      "README.md:3 names deno task strat: deno.json has no such task; correct the name",
      "README.md:4 links to docs/missing.md: there is no such file; correct the link",
      "README.md:4 links to #there: the page has no such heading; correct the part after #",
      "services/auth/config.ts:1 names deno task key: deno.json has no such task; correct the name",
    ],
  );
});
