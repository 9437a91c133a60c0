import assert from "node:assert/strict";
import { callbackMessage } from "packages/events/callback_message.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { makeDeadLetter } from "services/callback/testing/make_dead_letter.ts";
import { problemCode } from "services/callback/testing/problem_code.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

const PATH = "/api/v1/dead-letters";

let served: ServedCallback;
let operator: Record<string, string>;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
  operator = await served.signedIn("operator");
});
Deno.test.afterAll(() => served.stop());

async function list(query = "") {
  return await (await served.ask(`${PATH}${query}`, { headers: operator })).json();
}

const call = (method: string, path: string, headers = operator) =>
  served.ask(`${PATH}/${path}`, { method, headers });

Deno.test("the list shows payload and error without phone numbers, and can be filtered by queue", async () => {
  const { id } = await makeDeadLetter(served.jobs, "电话 13800138000");
  const { items, nextCursor } = await list("?queue=callback.message");
  const [item] = items;
  assert.deepEqual([item.id, item.queue, nextCursor], [id, "callback.message", null]);
  assert.deepEqual(item.payload.content, { type: "text", text: "电话 138****8000" });
  assert.match(item.error, /payload does not fit/);
  assert.match(item.failedAt, /^\d{4}-.*Z$/);
  assert.deepEqual((await list("?queue=member.changed")).items, []);
  assert.equal((await call("DELETE", id)).status, 204);
});

Deno.test("a replayed dead letter leaves the list and is a new job with the same payload", async () => {
  const letter = await makeDeadLetter(served.jobs, "再来一次");
  assert.equal((await call("POST", `${letter.id}/replay`)).status, 204);
  assert.deepEqual((await list()).items, []);
  const texts: unknown[] = [];
  const worker = served.jobs.work(callbackMessage, ({ payload }) => {
    texts.push(payload.kind === "simulated_message" && payload.content);
    return Promise.resolve();
  });
  await eventually(() => assert.deepEqual(texts, [{ type: "text", text: "再来一次" }]));
  await worker.stop();
  const again = await call("POST", `${letter.id}/replay`);
  assert.equal(await problemCode(again), "404 dead_letter_not_found");
});

Deno.test("a deleted dead letter is deleted once", async () => {
  const { id } = await makeDeadLetter(served.jobs, "删除");
  assert.equal((await call("DELETE", id)).status, 204);
  assert.equal(await problemCode(await call("DELETE", id)), "404 dead_letter_not_found");
  assert.equal(await problemCode(await call("DELETE", "no-uuid")), "404 dead_letter_not_found");
});

Deno.test("only operators may list, replay and delete", async () => {
  const staff = await served.signedIn("staff");
  for (
    const [method, path] of [["GET", PATH], ["POST", `${PATH}/1/replay`], ["DELETE", `${PATH}/1`]]
  ) {
    const answers = [
      await served.ask(path!, { method: method! }),
      await served.ask(path!, { method: method!, headers: staff }),
    ];
    const codes = await Promise.all(answers.map(problemCode));
    assert.deepEqual(codes, ["401 access_token_missing", "403 access_role_required"], path);
  }
});

Deno.test("a cursor that no page returned is refused", async () => {
  const answer = await served.ask(`${PATH}?cursor=wrong`, { headers: operator });
  assert.equal(answer.status, 400);
});
