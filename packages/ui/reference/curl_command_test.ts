import assert from "node:assert/strict";
import type { ApiDocument, ApiOperation } from "packages/platform/http/api_document.ts";
import { curlCommand } from "packages/ui/reference/curl_command.ts";

const document: ApiDocument = {
  openapi: "3.1.0",
  info: { title: "", version: "1", description: "" },
  servers: [{ url: "https://wecom.example.com" }],
  tags: [],
  paths: {},
  components: {},
};
const commandOf = (method: string, path: string, operation: Partial<ApiOperation>) =>
  curlCommand(document, { method, path, operation: { responses: {}, ...operation } });

/** The words that a shell makes of a line. */
async function wordsOf(line: string): Promise<string[]> {
  const script = `TOKEN=t; curl() { printf '%s\\n' "$@"; }\n${line}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}

Deno.test("a call has what is required, the caller's token, and leaves out the rest", () => {
  const command = commandOf("GET", "/api/v1/things/{id}", {
    security: [{ session: ["staff"] }],
    parameters: [
      { name: "id", in: "path", required: true, schema: { type: "string", example: "wm-1" } },
      { name: "state", in: "query", required: true, schema: { type: "string" } },
      { name: "limit", in: "query", schema: { type: "integer", default: 50 } },
    ],
  });
  assert.equal(
    command,
    "curl 'https://wecom.example.com/api/v1/things/wm-1?state=<state>' \\\n" +
      '  -H "Authorization: Bearer $TOKEN"',
  );
});

Deno.test("a body survives the shell, whatever is in it", async () => {
  const schema = {
    type: "object",
    properties: { content: { type: "string", example: `it's "$HOME" & \`more\`` } },
  };
  const json = commandOf("POST", "/write", {
    requestBody: { content: { "application/json": { schema } } },
  });
  assert.deepEqual(await wordsOf(json), [
    "https://wecom.example.com/write",
    "--json",
    JSON.stringify({ content: `it's "$HOME" & \`more\`` }),
  ]);
  const form = commandOf("POST", "/form", {
    requestBody: { content: { "application/x-www-form-urlencoded": { schema } } },
  });
  assert.deepEqual((await wordsOf(form)).slice(1), [
    "--data-urlencode",
    `content=it's "$HOME" & \`more\``,
  ]);
});

Deno.test("a method that curl would not choose by itself is named", () => {
  assert.match(commandOf("POST", "/replay", {}), /^curl -X POST /);
  assert.match(commandOf("DELETE", "/things", {}), /^curl -X DELETE /);
  assert.match(commandOf("GET", "/things", {}), /^curl 'https/);
});
