import assert from "node:assert/strict";
import { addOpenApiDocument } from "packages/platform/http/openapi_document.ts";
import { PUBLIC_URL, serveApp } from "packages/platform/http/testing/served_app.ts";

const visit = (headers: Record<string, string>, body = '{"n":1}'): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json", ...headers },
});

Deno.test("a service's gate admits its own callers, and no machine or unknown caller", async () => {
  const { ask } = serveApp();
  const admitted = await ask("/visit", visit({ "x-visitor": "anna" }));
  assert.deepEqual([admitted.status, await admitted.json()], [200, { ok: true }]);
  for (const authorization of ["Bearer token-of-the-crm", "Bearer nonsense"]) {
    assert.equal((await ask("/visit", visit({ authorization }))).status, 401);
  }
});

Deno.test("a route with its own error form uses it for every error, even for a browser", async () => {
  const { ask } = serveApp();
  const refused = [
    [visit({}), 401, "access_token_missing"],
    [visit({ "x-visitor": "anna" }, "{"), 400, "request_malformed"],
    [visit({ "x-visitor": "anna" }, "{}"), 400, "request_invalid"],
    [visit({ "x-visitor": "anna", "content-type": "text/plain" }), 429, "rate_limited"],
  ] as const;
  for (const [init, status, code] of refused) {
    const answer = await ask("/visit", {
      ...init,
      headers: { ...init.headers, accept: "text/html" },
    });
    const { success, message, error } = await answer.json();
    assert.deepEqual([answer.status, success, error.code], [status, false, code]);
    assert.equal(typeof message, "string");
    assert.equal(error.requestId, answer.headers.get("x-request-id"));
  }
});

Deno.test("the rate limit counts each caller of a gate separately", async () => {
  const { ask } = serveApp();
  const statusOf = async (name: string) =>
    (await ask("/visit", visit({ "x-visitor": name }))).status;
  assert.deepEqual([await statusOf("anna"), await statusOf("anna")], [200, 200]);
  assert.deepEqual([await statusOf("anna"), await statusOf("ben")], [429, 200]);
});

Deno.test("the OpenAPI document describes how callers pass the gate", () => {
  const { app } = serveApp();
  const { paths, components } = addOpenApiDocument(app, {
    name: "test",
    title: "Test",
    description: "Test.",
    publicUrl: PUBLIC_URL,
    groups: [],
  })();
  assert.deepEqual(paths["/visit"]!["post"]!.security, [{ visitor: [] }]);
  assert.equal(components.securitySchemes!["visitor"]!.description, "The visitor's name.");
  // The form of an error is the route's own.
  assert.equal(paths["/visit"]!["post"]!.responses["401"]!.content, undefined);
});
