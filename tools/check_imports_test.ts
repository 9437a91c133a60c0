import assert from "node:assert/strict";
import { dirname } from "node:path";
import { checkImports } from "tools/check_imports.ts";
import { judgeImport } from "tools/import_rules.ts";

const CONFIG = {
  imports: {
    "packages/": "./packages/",
    "services/": "./services/",
    "simulators/": "./simulators/",
    "embedded/": "./embedded/",
    "tools/": "./tools/",
    zod: "npm:zod@4.6.7",
    jose: "npm:jose@6.2.17",
  },
};

/** The violations of a project with these files. */
async function violationsOf(files: Record<string, string>): Promise<string[]> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    const all = { "deno.json": JSON.stringify(CONFIG), ...files };
    for (const [path, text] of Object.entries(all)) {
      await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await checkImports(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const CALLBACK = {
  "services/callback/deps.ts": "export type Deps = string;\nexport const a = 1;\n",
};

for (
  const [how, source] of [
    ["a value", 'import { a } from "services/callback/deps.ts";\nexport const b = a;\n'],
    ["a type", 'import type { Deps } from "services/callback/deps.ts";\nexport type D = Deps;\n'],
    ["a re-export", 'export { a } from "services/callback/deps.ts";\n'],
    ["a type re-export", 'export type { Deps } from "services/callback/deps.ts";\n'],
    ["a dynamic import", 'export const b = () => import("services/callback/deps.ts");\n'],
    ["a type expression", 'export type D = import("services/callback/deps.ts").Deps;\n'],
  ] as const
) {
  Deno.test(`a service that imports another service is reported: ${how}`, async () => {
    const [violation, ...more] = await violationsOf({
      ...CALLBACK,
      "services/auth/app.ts": source,
    });
    assert.equal(
      violation,
      "services/auth/app.ts:1 imports services/callback/deps.ts: a service imports packages, and no other service. " +
        "Instead: move the shared part into packages/, or pass the data through the database or a queue.",
    );
    assert.deepEqual(more, []);
  });
}

Deno.test("imports that the rules allow have no violations", async () => {
  const nothing = "export {};\n";
  assert.deepEqual(
    await violationsOf({
      ...CALLBACK,
      "packages/platform/clock.ts": nothing,
      "packages/storage/redis/redis.ts": 'import "packages/platform/clock.ts";\n',
      "packages/login/store.ts": 'import "packages/storage/redis/redis.ts";\nimport "zod";\n',
      "packages/testkit/clock.ts": 'import "packages/platform/clock.ts";\n',
      "services/auth/app.ts": 'import "packages/login/store.ts";\nimport "node:crypto";\n',
      "services/auth/app_test.ts":
        'import "packages/testkit/clock.ts";\nimport "simulators/wecom/main.ts";\n',
      "simulators/wecom/main.ts": 'import "packages/platform/clock.ts";\n',
      "embedded/main.ts":
        'import "services/auth/app.ts";\nimport "services/callback/deps.ts";\nimport "simulators/wecom/main.ts";\n',
      "tools/docs.ts": 'import "embedded/main.ts";\n',
    }),
    [],
  );
});

Deno.test("each file is checked against the rule of its own folder", async () => {
  const nothing = "export {};\n";
  const violations = await violationsOf({
    "packages/platform/clock.ts": 'import "packages/storage/redis/redis.ts";\n',
    "packages/platform/http/app.ts": nothing,
    "packages/storage/redis/redis.ts": nothing,
    "packages/storage/redis/node.ts": nothing,
    "packages/login/store.ts": 'import "packages/storage/redis/node.ts";\n',
    "packages/wecom/client.ts": 'import "packages/platform/clock.ts";\nimport "jose";\n',
    "packages/testkit/clock.ts": nothing,
    "services/auth/app.ts": 'import "packages/testkit/clock.ts";\n',
    "services/auth/app_test.ts": nothing,
    "services/auth/more.ts": 'import "services/auth/app_test.ts";\n',
    "services/auth/near.ts": 'import "./app.ts";\n',
    "services/auth/broken.ts": 'import "services/auth/never_there.ts";\n',
    "services/auth/inline.ts": 'import "npm:zod@4.6.7";\n',
    "simulators/wecom/main.ts": 'import "packages/platform/http/app.ts";\n',
    "tools/docs.ts": 'import "services/auth/app.ts";\n',
    "scripts/run.ts": 'import "zod";\n',
  });
  assert.deepEqual(violations.map((violation) => violation.split(". Instead")[0]).sort(), [
    "packages/login/store.ts:1 imports packages/storage/redis/node.ts: packages/login knows packages/platform and the interface packages/storage/redis/redis.ts",
    "packages/platform/clock.ts:1 imports packages/storage/redis/redis.ts: packages/platform is below all other folders",
    "packages/wecom/client.ts:1 imports packages/platform/clock.ts: packages/wecom knows zod, the XML parser and nothing of this project",
    "packages/wecom/client.ts:2 imports jose: packages/wecom knows zod, the XML parser and nothing of this project",
    "scripts/run.ts:1 imports zod: no rule covers this folder",
    "services/auth/app.ts:1 imports packages/testkit/clock.ts: only tests import test helpers",
    "services/auth/broken.ts:1 imports services/auth/never_there.ts: there is no such file",
    "services/auth/inline.ts:1 imports npm:zod@4.6.7: versions are in deno.json only",
    "services/auth/more.ts:1 imports services/auth/app_test.ts: only tests import test helpers",
    "services/auth/near.ts:1 imports ./app.ts: an import is the path from the root",
    "simulators/wecom/main.ts:1 imports packages/platform/http/app.ts: a simulator shares with this project no code that reads or writes the vendor's protocol, except WeCom's cipher and signature",
    "tools/docs.ts:1 imports services/auth/app.ts: tools import services only through embedded/",
  ]);
});

Deno.test("an npm package that an area may not import is reported with the rule", () => {
  const violation = judgeImport({
    file: "packages/ui/page.tsx",
    line: 3,
    specifier: "postgres",
    target: "postgres",
    kind: "package",
  });
  assert.equal(
    violation,
    "packages/ui/page.tsx:3 imports postgres: packages/ui knows hono, jose's types, packages/platform and packages/catalog. " +
      "Instead: pass the data as properties.",
  );
});

Deno.test("a circle of imports is one line with the shortest way around it; imports of types count", async () => {
  const type = (path: string) => `import type { A } from "${path}";\nexport type B = A;\n`;
  assert.deepEqual(
    await violationsOf({
      "packages/ui/a.ts": type("packages/ui/b.ts") + 'import "packages/ui/d.ts";\n',
      "packages/ui/b.ts": type("packages/ui/c.ts") + 'import "packages/ui/a.ts";\n',
      "packages/ui/c.ts": type("packages/ui/a.ts"),
      "packages/ui/d.ts": "export type A = 1;\n",
      "services/auth/one.ts": 'import "services/auth/two.ts";\n',
      "services/auth/two.ts": 'import "services/auth/three.ts";\n',
      "services/auth/three.ts": 'import "services/auth/one.ts";\n',
    }),
    [
      "packages/ui/a.ts → packages/ui/b.ts → packages/ui/a.ts: move the shared type into a file of its own",
      "services/auth/one.ts → services/auth/two.ts → services/auth/three.ts → services/auth/one.ts: move the shared type into a file of its own",
    ],
  );
});

Deno.test("packages/platform and packages/storage name no service and no vendor, also in tests and documents", async () => {
  const problems = await violationsOf({
    "packages/platform/a.ts": "// wecom-stack, wecom_access, https://wecom.example.com, auth\n" +
      "// Errors of WeCom\n",
    "packages/platform/a_test.ts": 'import "packages/platform/a.ts";\n// ai-reply\n',
    "packages/platform/README.md": "See `services/<name>/service.ts`.\n",
    "packages/storage/README.md": "Read by `services/auth`, 企业微信\n",
    "packages/wecom/a.ts": "// WeCom\n",
  });
  assert.deepEqual(problems.map((problem) => problem.split(", but")[0]), [
    'packages/platform/a.ts:2 names "WeCom"',
    'packages/platform/a_test.ts:2 names "ai-reply"',
    'packages/storage/README.md:1 names "services/auth"',
  ]);
});
