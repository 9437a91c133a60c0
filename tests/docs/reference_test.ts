import assert from "node:assert/strict";
import { createBrowser } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { COMPONENTS, SCOPES } from "packages/catalog/catalog.ts";
import type { ApiDocument, ApiOperation } from "packages/platform/http/api_document.ts";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

const ask = (path: string) => createBrowser(stack).fetch(path);
const readDocument = async (name: string): Promise<ApiDocument> =>
  await (await ask(`/openapi/${name}.json`)).json();

/** Every operation of a document. */
function operationsOf({ paths }: ApiDocument) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]: [string, ApiOperation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    }))
  );
}

/** The text of a page, without its tags. */
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, "").replaceAll("&#39;", "'");

for (const name of COMPONENTS) {
  Deno.test(`/docs/${name} shows every operation, without scripts and without requests to other sites`, async () => {
    const document = await readDocument(name);
    for (const lang of ["zh", "en"]) {
      const answer = await ask(`/docs/${name}?lang=${lang}`);
      assert.equal(answer.status, 200);
      const policy = answer.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'.*script-src 'self';/);
      assert.doesNotMatch(policy, /unsafe|https?:/);
      const html = await answer.text();
      assert.doesNotMatch(html, /<script|<iframe|\sstyle=|\son\w+=/);
      const addresses = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address]) =>
        address!
      );
      assert.deepEqual(addresses.filter((it) => !/^(#|\/(?!\/)|data:image\/)/.test(it)), []);
      const text = textOf(html);
      for (const { name, operation } of operationsOf(document)) {
        assert.ok(text.includes(name), name);
        assert.ok(text.includes(operation.summary ?? "?"), name);
      }
      // Links to operations need unique anchors.
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const address of addresses.filter((it) => it.startsWith("#"))) {
        assert.ok(ids.includes(address.slice(1)), address);
      }
    }
  });
}

Deno.test("the OpenAPI documents give every operation a summary, its access rules and one group", async () => {
  for (const { definition, service } of stack.services) {
    const document = await readDocument(definition.name);
    const tags = document.tags.map(({ name }) => name);
    const schemas = Object.keys(document.components.schemas ?? {});
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      assert.ok(schemas.includes(reference!.replace("#/components/schemas/", "")), reference);
    }
    for (const { name, operation } of operationsOf(document)) {
      assert.ok(operation.summary, name);
      assert.equal(operation.tags?.length, 1, `${name}: add its path to api_groups.ts`);
      assert.ok(tags.includes(operation.tags![0]!), name);
      const { access, scope } = service.routes.find(({ method, path }) =>
        `${method} ${path}` === name
      )!;
      const expected = access === "public"
        ? []
        : typeof access === "object"
        ? [{ [access.name]: [] }]
        : [
          { session: [access] },
          { accessToken: [access] },
          ...scope === undefined ? [] : [{ machineToken: [scope] }],
        ];
      assert.deepEqual(operation.security, expected, name);
      for (const [status, { description }] of Object.entries(operation.responses)) {
        assert.notEqual(description, "A refusal.", `${name} ${status}`);
      }
    }
  }
});

Deno.test("the OpenAPI documents list every refusal that a caller can get, and where a limit applies", async () => {
  const tries: (RequestInit & { host?: string })[] = [
    {},
    { host: "elsewhere.example.com" },
    { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } },
    { headers: { authorization: "Bearer nonsense" } },
    { headers: { "content-type": "text/plain" }, body: "x" },
    { headers: { "content-type": "application/json" }, body: "{" },
    { headers: { "content-type": "application/json", cookie: "a=b" }, body: "{}" },
    { headers: { "content-type": "application/json" }, body: " ".repeat(70_000) },
  ];
  for (const { definition, service } of stack.services) {
    const document = await readDocument(definition.name);
    for (const { method, path, limit } of service.routes) {
      const operation = document.paths[path]?.[method.toLowerCase()];
      if (operation === undefined) continue;
      const listed = Object.keys(operation.responses);
      assert.equal(listed.includes("429"), limit !== "unlimited", `${method} ${path}`);
      for (const { body, headers, host } of tries) {
        if (method === "GET" && body !== undefined) continue;
        const answer = await createBrowser(stack).fetch(path.replaceAll(/\{\w+\}/g, "x"), {
          method,
          headers: headers as Record<string, string> ?? {},
          ...body !== undefined && { body: String(body) },
          ...host !== undefined && { host },
        });
        await answer.body?.cancel();
        assert.ok(listed.includes(String(answer.status)), `${method} ${path}: ${answer.status}`);
      }
    }
  }
});

Deno.test("the OpenAPI documents state the limits of an operation", async () => {
  const { paths } = await readDocument("auth");
  const poll = paths["/api/auth/wecom/poll"]!["get"]!;
  assert.deepEqual(poll["x-rate-limits"]?.[0], {
    max: 120,
    windowSeconds: 60,
    per: "attempt",
    counts: "requests",
  });
  assert.match(poll.responses["429"]!.description, /120 requests a minute per attempt, 300 /);
  const token = paths["/api/auth/token"]!["post"]!;
  assert.match(token.responses["413"]!.description, /64 KB/);
});

Deno.test("every operation of the OpenAPI documents has an example, which fits its schema", async () => {
  for (const name of COMPONENTS) {
    const document = await readDocument(name);
    for (const { name, operation } of operationsOf(document)) {
      const answers = Object.entries(operation.responses).filter(([status]) => status < "400");
      const media = [operation.requestBody, ...answers.map(([, answer]) => answer)]
        .flatMap((part) => Object.values(part?.content ?? {}));
      const parameters = operation.parameters ?? [];
      const isEmpty = media.length === 0 && parameters.length === 0;
      const examples = [...media, ...parameters].filter(({ example }) => example !== undefined);
      assert.ok(isEmpty || examples.length > 0, name);
      for (const { schema, example } of parameters) {
        assert.notEqual(example, undefined, name);
        if (schema?.pattern !== undefined) {
          assert.match(String(example), new RegExp(schema.pattern));
        }
      }
    }
  }
});

Deno.test("every scope that a machine token can have opens a route, and every scope of a route can be given", () => {
  const wanted = stack.services.flatMap(({ service }) => service.routes)
    .flatMap(({ scope }) => scope ?? []);
  assert.deepEqual([...new Set(wanted)].sort(), [...SCOPES].sort());
});

Deno.test("every regular expression of the documents is valid in JSON Schema", async () => {
  for (const name of COMPONENTS) {
    const patterns: string[] = [];
    JSON.parse(JSON.stringify(await readDocument(name)), (key, value) => {
      if (key === "pattern") patterns.push(value);
      return value;
    });
    for (const pattern of patterns) {
      assert.doesNotMatch(pattern, /\$\/\w+$/);
      new RegExp(pattern, "u");
    }
  }
});

Deno.test("/docs lists the deployed services and no others", async () => {
  const linked = async (at: Stack) => {
    const html = await (await createBrowser(at).fetch("/docs")).text();
    return COMPONENTS.filter((name) => html.includes(`href="/docs/${name}"`));
  };
  assert.deepEqual(await linked(stack), [...COMPONENTS]);
  const other = await startStack({ env: { COMPONENTS: "auth,callback" } });
  try {
    assert.deepEqual(await linked(other), ["auth", "callback"]);
  } finally {
    await other.stop();
  }
});
