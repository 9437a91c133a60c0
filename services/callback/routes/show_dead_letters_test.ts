import assert from "node:assert/strict";
import { DEAD_LETTER_TEXTS } from "services/callback/pages/inbox_texts.ts";
import { makeDeadLetter } from "services/callback/testing/make_dead_letter.ts";
import {
  PUBLIC_URL,
  serveCallback,
  type ServedCallback,
} from "services/callback/testing/serve_callback.ts";

const PATH = "/console/inbox/dead-letters";

let served: ServedCallback;
let operator: Record<string, string>;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
  operator = await served.signedIn("operator");
});
Deno.test.afterAll(() => served.stop());

async function show(query = ""): Promise<string> {
  const answer = await served.ask(`${PATH}${query}`, { headers: operator });
  assert.equal(answer.status, 200);
  return await answer.text();
}

const submit = (fields: Record<string, string>, headers = operator) =>
  served.ask(PATH, { method: "POST", body: new URLSearchParams(fields), headers });

Deno.test("the page shows a failed job without phone numbers", async () => {
  assert.ok((await show()).includes(DEAD_LETTER_TEXTS.none.zh));
  const { id } = await makeDeadLetter(served.jobs, "电话 13800138000");
  const page = await show();
  assert.ok(page.includes(id));
  assert.match(page, /138\*\*\*\*8000/);
  assert.doesNotMatch(page, /13800138000/);
  assert.doesNotMatch(await show("?queue=member.changed"), new RegExp(id));
});

Deno.test("the forms replay or delete a job, and the page after them shows the result", async () => {
  for (
    const [action, done] of [
      ["replay", "replayed"],
      ["remove", "removed"],
    ] as const
  ) {
    const { id } = await makeDeadLetter(served.jobs, action);
    const answer = await submit({ id, action, queue: "callback.message" });
    const target = `${PATH}?queue=callback.message&done=${done}`;
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, target]);
    const page = await show(`?done=${done}`);
    assert.ok(!page.includes(id));
    assert.ok(page.includes(DEAD_LETTER_TEXTS[done].zh));
    const again = await submit({ id, action });
    assert.equal(again.headers.get("location"), `${PATH}?done=gone`);
  }
});

Deno.test("only an operator's own page may submit the forms", async () => {
  const fields = { id: "1", action: "remove" };
  const { status } = await submit(fields, {});
  assert.equal(status, 401);
  assert.equal((await submit(fields, await served.signedIn("staff"))).status, 403);
  const foreign = { cookie: "a=b", origin: "https://evil.example" };
  assert.equal((await submit(fields, foreign)).status, 403);
  const anonymous = await served.ask(PATH, { headers: { accept: "text/html" } });
  assert.equal(
    anonymous.headers.get("location"),
    `${PUBLIC_URL}/login?redirect=${encodeURIComponent(PATH)}`,
  );
});
