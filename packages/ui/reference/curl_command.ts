import type { ApiDocument, ApiOperation } from "packages/platform/http/api_document.ts";
import { exampleOf } from "packages/platform/http/schema_example.ts";

/** One method of one path. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** A shell command for this call: all required parameters, and `$TOKEN` when the caller must be known. */
export function curlCommand(document: ApiDocument, { method, path, operation }: Call): string {
  const parameters = operation.parameters ?? [];
  const sample = (name: string) => {
    const schema = parameters.find((parameter) => parameter.name === name)?.schema ?? {};
    return String(exampleOf(document, schema, name));
  };
  const query = parameters.filter((parameter) => parameter.in === "query" && parameter.required)
    .map(({ name }) => `${name}=${sample(name)}`).join("&");
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => sample(name));
  const url = `${document.servers[0]?.url ?? ""}${target}${query === "" ? "" : `?${query}`}`;
  return [
    `curl ${method === "GET" || method === "POST" && hasBody(operation) ? "" : `-X ${method} `}${
      quote(url)
    }`,
    ...operation.security?.length ? ['-H "Authorization: Bearer $TOKEN"'] : [],
    ...bodyOptions(document, operation),
  ].join(" \\\n  ");
}

function hasBody(operation: ApiOperation): boolean {
  return operation.requestBody !== undefined;
}

function bodyOptions(document: ApiDocument, { requestBody }: ApiOperation): string[] {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (type === undefined) return [];
  const value = exampleOf(document, media?.schema ?? {});
  if (type === "application/json") return [`--json ${quote(JSON.stringify(value))}`];
  return Object.entries(value ?? {}).map(([name, field]) =>
    `--data-urlencode ${quote(`${name}=${field}`)}`
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
