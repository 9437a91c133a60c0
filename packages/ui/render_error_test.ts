import assert from "node:assert/strict";
import { httpError } from "packages/platform/http/errors.ts";
import { createErrorRenderer } from "packages/ui/render_error.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";

const HOME = "https://crm.example.com/start";
const render = createErrorRenderer((_request, about) =>
  createTestFrame({ ...about, lang: "en", home: HOME })
);
const pageFor = (code: Parameters<typeof httpError>[0], path: string) =>
  render(httpError(code), new Request(`https://site.example.com${path}`), "r-1").text();

Deno.test("a person without the role gets a way home and a way to use another account", async () => {
  const page = await pageFor("access_role_required", "/console/inbox");
  assert.match(page, new RegExp(`href="${HOME}"[^>]*>Go to the home page<`));
  assert.match(page, /Use another account/);
  assert.doesNotMatch(page, /href="\/login"/, "the sign-in page would lead straight back");
});

Deno.test("an unknown page of the console leads to the console, another one to the sign-in page", async () => {
  assert.match(await pageFor("route_not_found", "/console/nowhere"), /href="\/console"/);
  assert.match(await pageFor("route_not_found", "/nowhere"), /href="\/login"/);
});
