import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { completeEnvironment } from "embedded/environment.ts";
import { services } from "embedded/services.ts";
import type { Text } from "packages/platform/lang.ts";
import { COMPLETED_WHEN_EMBEDDED, documentConfig } from "tools/config_reference.ts";
import { readCatalogues } from "tools/error_reference.ts";
import { renderDocs } from "tools/generate_docs.ts";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

Deno.test("a copy of .env.example changes nothing, and contains every variable", async () => {
  const text = (await renderDocs(root)).get(".env.example")!;
  assert.deepEqual({ ...parseEnv(text) }, {});
  for (const { name } of documentConfig().flatMap(({ variables }) => variables)) {
    assert.match(text, new RegExp(`^# ${name}=`, "m"));
  }
});

Deno.test("the schema accepts every example in the configuration reference", () => {
  for (const { name, variable } of documentConfig().flatMap(({ variables }) => variables)) {
    // The schemas of these read a file.
    if (name.endsWith("_FILE")) continue;
    assert.equal(variable.schema.safeParse(variable.example).success, true, name);
  }
});

Deno.test("the configuration reference lists the readers of a variable, and which of them require it", () => {
  const all = new Map(
    documentConfig().flatMap(({ variables }) => variables).map((it) => [it.name, it]),
  );
  const names = services.map(({ name }) => name);
  assert.deepEqual(all.get("DATABASE_URL")!.requiredBy, names);
  assert.deepEqual(all.get("DATABASE_URL")!.readers, [...names, "embedded"]);
  assert.deepEqual(all.get("TOKEN_SIGNING_KEYS_FILE")!.requiredBy, ["auth"]);
  assert.deepEqual(all.get("SIMULATORS")!.readers, ["embedded"]);
  assert.deepEqual(all.get("PORT")!.requiredBy, []);
});

Deno.test("the references in Chinese have a Chinese text for every variable, group and error", async () => {
  const groups = documentConfig();
  const errors = [...(await readCatalogues(root)).values()].flat();
  const texts: [name: string, text: Text][] = [
    ...groups.map(({ title }): [string, Text] => [title.en, title]),
    ...groups.flatMap(({ variables }) => variables)
      .map(({ name, variable }): [string, Text] => [name, variable.description]),
    ...errors.map(([code, { remedy }]): [string, Text] => [code, remedy]),
  ];
  for (const [name, { zh, en }] of texts) {
    assert.match(zh, /\p{Script=Han}/u, `${name} has no Chinese text`);
    assert.doesNotMatch(en, /^\p{Script=Han}/u, `${name} has no English text`);
  }
  const docs = await renderDocs(root);
  assert.match(docs.get("docs/config.zh-CN.md")!, /^\| `PORT` \| .* \| 全部 \| 监听的端口/m);
  assert.match(docs.get("docs/errors.zh-CN.md")!, /^\| `rate_limited` \| 429 \| .* \| 等待/m);
});

Deno.test("the embedded process fills in the variables that the reference says it fills in", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    const { env } = await completeEnvironment({ DATA_DIR: dataDir });
    for (const name of COMPLETED_WHEN_EMBEDDED) assert.ok(env[name], name);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("the error reference finds every catalogue, and no code is in two of them", async () => {
  const catalogues = await readCatalogues(root);
  assert.ok(catalogues.has("packages/platform/http/errors.ts"));
  assert.ok(catalogues.has("packages/login/errors.ts"));
  const codes = [...catalogues.values()].flatMap((entries) => entries.map(([code]) => code));
  // This file has two catalogues.
  for (const code of ["customer_not_found", "conversation_not_found"]) {
    assert.ok(catalogues.get("services/ai-reply/errors.ts")!.some(([name]) => name === code), code);
  }
  assert.equal(new Set(codes).size, codes.length);
  const text = (await renderDocs(root)).get("docs/errors.md")!;
  for (const code of codes) assert.match(text, new RegExp(`^\\| \`${code}\` \\| \\d{3} \\| `, "m"));
});
