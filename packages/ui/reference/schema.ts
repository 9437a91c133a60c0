import type { ApiDocument, ApiSchema } from "packages/platform/http/api_document.ts";

const DEPTH_MAX = 5;
/** Example values by the `format` of a schema. */
const SAMPLES: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T08:00:00.000Z",
  uuid: "01890000-0000-7000-8000-000000000000",
  uri: "https://example.com/",
};

/** One field of a body: nested fields as `member.name`, fields of lists as `items[].id`. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Resolves `$ref`, merges `allOf`, and takes the first alternative of `anyOf` and `oneOf`. */
function resolveSchema(document: ApiDocument, schema: ApiSchema): ApiSchema {
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

/** All fields of an object, nested ones included. Empty for other types. */
export function listFields(document: ApiDocument, given: ApiSchema, depth = 0): Field[] {
  const schema = resolveSchema(document, given);
  if (depth > DEPTH_MAX) return [];
  if (schema.items !== undefined) {
    return listFields(document, schema.items, depth + 1).map((field) => ({
      ...field,
      name: `[].${field.name}`,
    }));
  }
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const below = listFields(document, property, depth + 1).map((field) => ({
      ...field,
      name: `${name}${field.name.startsWith("[") ? "" : "."}${field.name}`,
    }));
    const isRequired = schema.required?.includes(name) ?? false;
    return [{ name, isRequired, ...describeSchema(document, property) }, ...below];
  });
}

/** A schema in words: its type, and its description with all constraints. */
export function describeSchema(
  document: ApiDocument,
  given: ApiSchema,
): Pick<Field, "type" | "description"> {
  const schema = resolveSchema(document, given);
  const limits = [
    schema.enum?.filter((value) => value !== null).map(String).join(" | "),
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER &&
    `≤ ${schema.maximum}`,
    schema.maxLength !== undefined && `≤ ${schema.maxLength} characters`,
    schema.pattern !== undefined && `\`${schema.pattern}\``,
  ];
  return {
    type: typeOf(document, schema),
    description: [schema.description, limits.filter(Boolean).join(", ")].filter(Boolean).join(" "),
  };
}

function typeOf(document: ApiDocument, schema: ApiSchema): string {
  if (schema.items !== undefined) {
    return `${typeOf(document, resolveSchema(document, schema.items))}[]`;
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = typeof schema.type === "string" ? [schema.type] : schema.type ?? ["any"];
  const words = types.map((type) => type === "string" ? schema.format ?? type : type);
  return words.join(" | ");
}

/** A value of this form, made up where the schema gives none. `name` is what its text is called. */
export function exampleOf(document: ApiDocument, given: ApiSchema, name = "", depth = 0): unknown {
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

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
