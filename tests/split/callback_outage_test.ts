import assert from "node:assert/strict";
import { postCallback, textMessage } from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";
import { startTcpProxy, type TcpProxy } from "packages/testkit/tcp_proxy.ts";

let toPostgres: TcpProxy;
let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    routePostgres(address) {
      const url = new URL(address);
      toPostgres = startTcpProxy(Number(url.port));
      url.port = String(toPostgres.port);
      return url.href;
    },
  });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await toPostgres.stop();
});

/** Sends one callback; returns its status and the milliseconds until its answer. */
async function post(message: string) {
  const startedAt = performance.now();
  const { status, body } = await postCallback(stack, message);
  await body?.cancel();
  return { status, afterMs: performance.now() - startedAt };
}

const rowsOf = (MsgId: string) =>
  stack.sql`
    select job.id is not null as "hasJob"
    from callback.inbox left join public.sent_jobs as job on job.id = inbox_id
    where content ->> 'msgId' = ${MsgId}`;

Deno.test("PostgreSQL unreachable for two seconds: the callback waits and is accepted", async () => {
  const message = textMessage({ MsgId: "2000" });
  toPostgres.cut();
  setTimeout(() => toPostgres.restore(), 2_000);
  const { status, afterMs } = await post(message);
  assert.equal(status, 200);
  assert.ok(afterMs >= 1_900 && afterMs < 4_900, `${afterMs} ms`);
  // Two attempts may be on their way when PostgreSQL returns: the later one is only counted.
  assert.deepEqual((await rowsOf("2000")).map((row) => ({ ...row })), [{ hasJob: true }]);
});

Deno.test("PostgreSQL unreachable for longer: 503 after six seconds, and the next delivery is stored once", async () => {
  const message = textMessage({ MsgId: "6000" });
  toPostgres.cut();
  const { status, afterMs } = await post(message);
  assert.equal(status, 503);
  assert.ok(afterMs >= 6_000 && afterMs < scaleWait(20_000), `${afterMs} ms`);
  toPostgres.restore();
  await eventually(async () => assert.equal((await post(message)).status, 200));
  assert.equal((await rowsOf("6000")).length, 1);
  assert.ok((await rowsOf("6000"))[0]!["hasJob"]);
});

Deno.test("a database connection that never answers does not block a callback: another connection stores it", async () => {
  assert.equal((await post(textMessage())).status, 200);
  toPostgres.dropAnswersTo("callback.inbox");
  const { status, afterMs } = await post(textMessage({ MsgId: "1000" }));
  assert.equal(status, 200);
  assert.ok(afterMs < 4_900, `${afterMs} ms`);
  assert.equal((await rowsOf("1000")).length, 1);
});
