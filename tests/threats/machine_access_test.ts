import assert from "node:assert/strict";
import { assertProblem, refusalOf } from "tests/support/assert_answer.ts";
import { createBrowser, signIn } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { SCOPES } from "packages/catalog/catalog.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const tokenOf = (scope: string) => `the-token-with-${scope}`;

let stack: Stack;
let file: string;
Deno.test.beforeAll(async () => {
  file = await Deno.makeTempFile({ prefix: "wecom-stack-test-" });
  const machines = SCOPES.map((scope) => ({
    name: scope,
    sha256: sha256Hex(tokenOf(scope)),
    scopes: [scope],
  }));
  await Deno.writeTextFile(file, JSON.stringify(machines));
  stack = await startStack({ env: { API_TOKENS_FILE: file, RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await Deno.remove(file);
});

const closedRoutes = () =>
  stack.services.flatMap(({ service }) => service.routes)
    .filter(({ access }) => access !== "public");

Deno.test("a machine token is accepted where its scope is required, and gets 403 everywhere else", async () => {
  for (const route of closedRoutes()) {
    const { method, path, scope } = route;
    for (const held of SCOPES) {
      const answer = await createBrowser(stack).fetch(path, {
        method,
        headers: bearer(tokenOf(held)),
      });
      if (held === scope) {
        assert.ok(![401, 403].includes(answer.status), `${method} ${path}`);
        await answer.body?.cancel();
      } else {
        await refusalOf(route)(answer, 403, "access_scope_required");
      }
    }
  }
});

Deno.test("no page and no public route has a scope", () => {
  const scoped = stack.services.flatMap(({ service }) => service.routes)
    .filter(({ scope }) => scope !== undefined);
  assert.deepEqual(scoped.filter(({ access, page }) => access === "public" || page), []);
});

Deno.test("a machine token is not a session: it cannot sign in, sign out or read /api/auth/me", async () => {
  const headers = bearer(tokenOf("ai.suggest"));
  const machine = createBrowser(stack);
  await assertProblem(
    await machine.fetch("/api/auth/me", { headers }),
    403,
    "access_scope_required",
  );
  const page = await machine.fetch("/login?redirect=/orders", { headers });
  assert.equal(page.status, 200);
  await page.body?.cancel();
  const member = createBrowser(stack);
  await signIn(stack, member);
  const out = await machine.fetch("/api/auth/logout", { method: "POST", headers });
  assert.equal(out.status, 204);
  assert.equal((await member.postJson("/api/auth/refresh", {})).status, 200);
});
