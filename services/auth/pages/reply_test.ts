import assert from "node:assert/strict";
import { readReply } from "services/auth/pages/reply.ts";

const DATE = "Fri, 21 Nov 2025 07:00:00 GMT";

Deno.test("a 200 gives its body and the server's time", async () => {
  const reply = await readReply(Response.json({ version: 3 }, { headers: { date: DATE } }));
  assert.deepEqual(reply, { kind: "ok", body: { version: 3 }, serverNowMs: Date.parse(DATE) });
});

Deno.test("a 200 that is not JSON is not an answer of ours", async () => {
  assert.deepEqual(await readReply(new Response("<h1>Wi-Fi</h1>")), { kind: "lost" });
});

Deno.test("429 and 503 say how long to wait, in seconds or as a date", async () => {
  const seconds = new Response("{}", { status: 429, headers: { "retry-after": "7" } });
  assert.deepEqual(await readReply(seconds), { kind: "wait", trouble: "too_many", delayMs: 7_000 });
  const date = new Response("", {
    status: 503,
    headers: { date: DATE, "retry-after": "Fri, 21 Nov 2025 07:00:03 GMT" },
  });
  assert.deepEqual(await readReply(date), { kind: "wait", trouble: "busy", delayMs: 3_000 });
  const silent = await readReply(new Response("", { status: 503 }));
  assert.deepEqual(silent, { kind: "wait", trouble: "busy", delayMs: undefined });
});

Deno.test("responses that can be retried are distinguished from the others", async () => {
  const kinds = [404, 409, 408, 500, 502, 504, 400, 401, 403].map(async (status) =>
    (await readReply(new Response("", { status }))).kind
  );
  assert.deepEqual(await Promise.all(kinds), [
    "gone",
    "taken",
    "lost",
    "lost",
    "lost",
    "lost",
    "refused",
    "refused",
    "refused",
  ]);
});
