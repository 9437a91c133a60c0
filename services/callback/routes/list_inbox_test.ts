import assert from "node:assert/strict";
import { appMessage, BOT_APP, sealMessage } from "services/callback/testing/sample_callbacks.ts";
import { problemCode } from "services/callback/testing/problem_code.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback({ apps: [BOT_APP] });
  const seconds = ["text", "image"].flatMap((kind) =>
    ["zhangsan", "lisi"].map((sender) => ({ MsgType: kind, FromUserName: sender, MediaId: "m" }))
  );
  for (const fields of seconds) {
    const message = appMessage({ ...fields, Content: "电话 13800138000", PicUrl: "" });
    const { query, body } = sealMessage(message, served.clock.now());
    const path = `/api/v1/wecom/callback?${new URLSearchParams({ ...query })}`;
    assert.equal((await served.ask(path, { method: "POST", body })).status, 200);
    served.clock.advance(1_000);
  }
});
Deno.test.afterAll(() => served.stop());

async function list(query: Record<string, string> = {}): Promise<Response> {
  const headers = await served.signedIn("operator");
  return await served.ask(`/api/v1/inbox?${new URLSearchParams(query)}`, { headers });
}

async function names(query: Record<string, string>): Promise<string[]> {
  const { items } = await (await list(query)).json();
  return items.map(({ kind, sender }: { kind: string; sender: string }) => `${kind} ${sender}`);
}

Deno.test("pages follow each other from the latest arrival to the first, without gap or repetition", async () => {
  const first = await (await list({ limit: "3" })).json();
  const second = await (await list({ limit: "3", cursor: first.nextCursor })).json();
  assert.deepEqual([first.items.length, second.items.length, second.nextCursor], [3, 1, null]);
  const received = [...first.items, ...second.items].map(({ receivedAt }) => receivedAt);
  assert.deepEqual(received, [
    "2026-01-01T00:00:03.000Z",
    "2026-01-01T00:00:02.000Z",
    "2026-01-01T00:00:01.000Z",
    "2026-01-01T00:00:00.000Z",
  ]);
});

Deno.test("filters narrow the list, and a sender is found by the beginning of the id in any case", async () => {
  assert.deepEqual(await names({ kind: "text" }), ["text lisi", "text zhangsan"]);
  assert.deepEqual(await names({ sender: "lisi", kind: "image" }), ["image lisi"]);
  const ofLisi = await names({ sender: "lisi" });
  assert.ok(ofLisi.length > 0 && ofLisi.every((name) => name.endsWith(" lisi")));
  assert.deepEqual(await names({ sender: "LI" }), ofLisi);
  assert.deepEqual(await names({ sender: "isi" }), []);
  assert.equal((await names({ app: "default" })).length, 4);
  assert.deepEqual(await names({ app: "bot" }), []);
});

Deno.test("an item has the message and its arrival, without phone numbers", async () => {
  const answer = await list({ kind: "text", sender: "lisi" });
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const { items: [{ id, content, ...item }] } = await answer.json();
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.equal(content.content, "电话 138****8000");
  assert.deepEqual(item, {
    app: "default",
    source: "app",
    kind: "text",
    sender: "lisi",
    sentAt: "2026-01-01T00:00:00.000Z",
    receivedAt: "2026-01-01T00:00:01.000Z",
    deliveries: 1,
  });
});

Deno.test("only operators may read the inbox", async () => {
  assert.equal(await problemCode(await served.ask("/api/v1/inbox")), "401 access_token_missing");
  const headers = await served.signedIn("staff");
  const answer = await served.ask("/api/v1/inbox", { headers });
  assert.equal(await problemCode(answer), "403 access_role_required");
});

Deno.test("a wrong limit or cursor is refused", async () => {
  for (const query of [{ limit: "0" }, { limit: "201" }, { cursor: "" }, { sender: "" }]) {
    assert.equal(
      await problemCode(await list(query as Record<string, string>)),
      "400 request_invalid",
    );
  }
  assert.equal((await list({ cursor: "not-a-cursor" })).status, 400);
});
