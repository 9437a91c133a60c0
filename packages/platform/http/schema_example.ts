import type { ApiDocument, ApiSchema } from "packages/platform/http/api_document.ts";

const DEPTH_MAX = 5;
/** Example values by the `format` of a schema. */
const SAMPLES: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T08:00:00.000Z",
  uuid: "01890000-0000-7000-8000-000000000000",
  uri: "https://example.com/",
};

/** The part of a document that references lead to. */
export type SchemaSource = Pick<ApiDocument, "components">;

/** Resolves `$ref`, merges `allOf`, and takes the first alternative of `anyOf` and `oneOf`. */
export function resolveSchema(document: SchemaSource, schema: ApiSchema): ApiSchema {
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const alternatives = anyOf ?? oneOf ?? [];
  const chosen = alternatives.find(({ type }) => type !== "null");
  const named = $ref === undefined ? undefined : document.components.schemas?.[nameOf($ref)];
  const parts = [...allOf ?? [], chosen, named].filter((part) => part !== undefined)
    .map((part) => resolveSchema(document, part));
  return parts.reduceRight((whole, part) => ({
    ...part,
    ...whole,
    ...part.properties && { properties: { ...part.properties, ...whole.properties } },
    ...part.required && { required: [...part.required, ...whole.required ?? []] },
  }), own);
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** A value of this form, made up where the schema gives none. `name` is what its text is called. */
export function exampleOf(document: SchemaSource, given: ApiSchema, name = "", depth = 0): unknown {
  const schema = resolveSchema(document, given);
  const known = [schema.example, schema.default, schema.const, schema.enum?.[0]]
    .find((value) => value !== undefined);
  if (known !== undefined || depth > DEPTH_MAX) return known ?? null;
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  if (schema.items !== undefined) return [exampleOf(document, schema.items, name, depth + 1)];
  if (schema.properties !== undefined || type === "object") {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map((
        [key, property],
      ) => [key, exampleOf(document, property, key, depth + 1)]),
    );
  }
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  return SAMPLES[schema.format ?? ""] ?? `<${name}>`;
}
