import assert from "node:assert/strict";
import type { ApiDocument, ApiSchema } from "packages/platform/http/api_document.ts";
import { exampleOf } from "packages/platform/http/schema_example.ts";
import { listFields } from "packages/ui/reference/schema.ts";

const document: ApiDocument = {
  openapi: "3.1.0",
  info: { title: "", version: "1", description: "" },
  servers: [],
  tags: [],
  paths: {},
  components: {
    schemas: {
      Person: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", format: "uuid" },
          name: { type: ["string", "null"], description: "As shown." },
        },
      },
      Tree: {
        type: "object",
        properties: { below: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
      },
    },
  },
};
const PERSON: ApiSchema = { $ref: "#/components/schemas/Person" };

Deno.test("fields are listed in depth, through references, lists and parts", () => {
  const schema: ApiSchema = {
    type: "object",
    required: ["items"],
    properties: {
      items: { type: "array", items: PERSON },
      owner: {
        allOf: [PERSON, { type: "object", properties: { since: { type: "integer" } } }],
      },
      mode: { type: "string", enum: ["bot", "human"], default: "bot" },
    },
  };
  const fields = listFields(document, schema);
  assert.deepEqual(fields.map(({ name, type, isRequired }) => [name, type, isRequired]), [
    ["items", "object[]", true],
    ["items[].id", "uuid", true],
    ["items[].name", "string | null", false],
    ["owner", "object", false],
    ["owner.id", "uuid", true],
    ["owner.name", "string | null", false],
    ["owner.since", "integer", false],
    ["mode", "string", false],
  ]);
  assert.equal(fields[2]?.description, "As shown.");
  assert.equal(fields.at(-1)?.description, 'bot | human, default "bot"');
});

Deno.test("an example has the form of its schema, and what the schema says about values", () => {
  const schema: ApiSchema = {
    type: "object",
    properties: {
      person: { anyOf: [{ type: "null" }, PERSON] },
      content: { type: "string", example: "在吗" },
      count: { type: "integer", minimum: 3 },
      tags: { type: "array", items: { type: "string" } },
    },
  };
  assert.deepEqual(exampleOf(document, schema), {
    person: { id: "01890000-0000-7000-8000-000000000000", name: "<name>" },
    content: "在吗",
    count: 3,
    tags: ["<tags>"],
  });
});

Deno.test("a schema that contains itself comes to an end", () => {
  const tree: ApiSchema = { $ref: "#/components/schemas/Tree" };
  assert.ok(listFields(document, tree).length > 1);
  assert.ok(JSON.stringify(exampleOf(document, tree)).length < 200);
});
