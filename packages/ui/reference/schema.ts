import type { ApiDocument, ApiSchema } from "packages/platform/http/api_document.ts";
import { resolveSchema } from "packages/platform/http/schema_example.ts";

const DEPTH_MAX = 5;

/** One field of a body: nested fields as `member.name`, fields of lists as `items[].id`. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
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
