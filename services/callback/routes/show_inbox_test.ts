import assert from "node:assert/strict";
import { INBOX_TEXTS } from "services/callback/pages/inbox_texts.ts";
import { appMessage, sealMessage } from "services/callback/testing/sample_callbacks.ts";
import {
  PUBLIC_URL,
  serveCallback,
  type ServedCallback,
} from "services/callback/testing/serve_callback.ts";

const PATH = "/console/inbox";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
});
Deno.test.afterAll(() => served.stop());

async function receive(fields: Record<string, string>): Promise<void> {
  const { query, body } = sealMessage(appMessage(fields), served.clock.now());
  const path = `/api/v1/wecom/callback?${new URLSearchParams({ ...query })}`;
  assert.equal((await served.ask(path, { method: "POST", body })).status, 200);
}

async function show(query: Record<string, string> = {}): Promise<string> {
  const headers = await served.signedIn("operator");
  const answer = await served.ask(`${PATH}?${new URLSearchParams(query)}`, { headers });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type")!, /^text\/html/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  return await answer.text();
}

Deno.test("an empty inbox shows the address to enter in WeCom's console", async () => {
  const page = await show();
  assert.ok(page.includes(INBOX_TEXTS.noneYet.zh));
  assert.ok(page.includes(`${PUBLIC_URL}/api/v1/wecom/callback`));
});

Deno.test("the page shows messages without phone numbers, and filters them", async () => {
  await receive({ FromUserName: "zhangsan", Content: "电话 13800138000" });
  await receive({ FromUserName: "lisi", Content: "在吗" });
  const page = await show();
  assert.match(page, /在吗/);
  assert.match(page, /138\*\*\*\*8000/);
  assert.doesNotMatch(page, /13800138000/);
  const filtered = await show({ sender: "lisi", kind: "text", app: "" });
  assert.match(filtered, /在吗/);
  assert.doesNotMatch(filtered, /138\*\*\*\*8000/);
  assert.ok((await show({ kind: "image" })).includes(INBOX_TEXTS.noneFound.zh));
});

Deno.test("a person who is not signed in is redirected to sign in, and staff get 403", async () => {
  const anonymous = await served.ask(PATH, { headers: { accept: "text/html" } });
  assert.deepEqual([anonymous.status, anonymous.headers.get("location")], [
    303,
    `${PUBLIC_URL}/login?redirect=${encodeURIComponent(PATH)}`,
  ]);
  const staff = await served.ask(PATH, { headers: await served.signedIn("staff") });
  assert.equal(staff.status, 403);
  assert.match(await staff.text(), /access_role_required/);
});
