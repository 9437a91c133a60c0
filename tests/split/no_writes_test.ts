import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import { answerWecom, type Browser, createBrowser, expectJson } from "tests/support/browser.ts";
import { postCallback, textMessage } from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";

let server: RedisServer;
let stack: Stack;
Deno.test.beforeAll(async () => {
  server = await startRedisServer();
  stack = await startStack({ redisUrl: server.url });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await server.stop();
});

const browser = () => createBrowser(stack);
const unknownRefresh = () =>
  browser().postJson("/api/auth/refresh", { refresh_token: "A".repeat(43) });

Deno.test("PostgreSQL is read-only: 503 with Retry-After, never 500, and the same login is redeemed after the failover", async () => {
  const desktop = browser();
  const { sessionId } = await confirmed(desktop);
  const page = browser();
  const other = await confirmed(page);
  await setReadOnly(true);
  try {
    const answer = await desktop.redeem(sessionId);
    assert.ok(Number(answer.headers.get("retry-after")) >= 1);
    await assertProblem(answer, 503, "service_unavailable");
    const complete = await page.fetch(`/login/complete?attempt=${other.sessionId}`);
    assert.equal(complete.status, 503);
    assert.match(await complete.text(), /service_unavailable/);
  } finally {
    await setReadOnly(false);
  }
  // The old connections are still read-only; new ones would find the primary.
  const startedAt = performance.now();
  await eventually(async () => await expectJson(await desktop.redeem(sessionId)), { everyMs: 200 });
  assert.ok(performance.now() - startedAt < scaleWait(5_000));
  const complete = await page.fetch(`/login/complete?attempt=${other.sessionId}`);
  assert.equal(complete.status, 303);
});

Deno.test("the database is read-only for a moment: the callback waits for the primary and is accepted", async () => {
  await setReadOnly(true);
  setTimeout(() => setReadOnly(false), 1_500);
  const startedAt = performance.now();
  const { status, body } = await postCallback(stack, textMessage({ MsgId: "3000" }));
  await body?.cancel();
  assert.equal(status, 200);
  assert.ok(performance.now() - startedAt < 4_900);
  assert.equal((await rowsOf("3000")).length, 1);
});

Deno.test("the database stays read-only: the callback gets 503 after six seconds, and the next delivery is stored once", async () => {
  await setReadOnly(true);
  const startedAt = performance.now();
  const { status, body, headers } = await postCallback(stack, textMessage({ MsgId: "4000" }));
  await body?.cancel();
  const afterMs = performance.now() - startedAt;
  await setReadOnly(false);
  assert.equal(status, 503);
  assert.ok(Number(headers.get("retry-after")) >= 1);
  assert.ok(afterMs >= 6_000 && afterMs < 7_500, `${afterMs} ms`);
  await eventually(async () => {
    const again = await postCallback(stack, textMessage({ MsgId: "4000" }));
    await again.body?.cancel();
    assert.equal(again.status, 200);
  });
  assert.equal((await rowsOf("4000")).length, 1);
});

for (const [state, code] of [["disk is full", "53100"], ["disk fails", "58030"]] as const) {
  Deno.test(`PostgreSQL's ${state}: 503 with Retry-After, and the login can be redeemed later`, async () => {
    const desktop = browser();
    const { sessionId } = await confirmed(desktop);
    await stack.sql.unsafe(`
      create function public.refuse() returns trigger language plpgsql
      as $$ begin raise 'could not extend file' using errcode = '${code}'; end $$;
      create trigger refuse before insert on auth.sessions for each row execute function public.refuse()`);
    try {
      const answer = await desktop.redeem(sessionId);
      assert.ok(Number(answer.headers.get("retry-after")) >= 1);
      await assertProblem(answer, 503, "service_unavailable");
    } finally {
      await stack.sql`drop function public.refuse cascade`;
    }
    await expectJson(await desktop.redeem(sessionId));
  });
}

for (
  const [state, setting, value, normal] of [
    ["full", "maxmemory", "1", "0"],
    ["without its replicas", "min-replicas-to-write", "1", "0"],
  ] as const
) {
  Deno.test(`Redis is ${state}: no login starts and none is lost, and PostgreSQL's part still works`, async () => {
    const desktop = browser();
    const { sessionId } = await confirmed(desktop);
    await redisCli("CONFIG", "SET", setting, value);
    try {
      for (
        const answer of [
          await browser().fetch("/api/auth/wecom/qrcode"),
          await desktop.redeem(sessionId),
        ]
      ) {
        assert.ok(Number(answer.headers.get("retry-after")) >= 1, answer.url);
        await assertProblem(answer, 503, "service_unavailable");
      }
      await assertProblem(await unknownRefresh(), 401, "session_refresh_invalid");
      const { status, body } = await postCallback(stack, textMessage());
      await body?.cancel();
      assert.equal(status, 200);
    } finally {
      await redisCli("CONFIG", "SET", setting, normal);
    }
    await eventually(async () => await expectJson(await desktop.redeem(sessionId)));
  });
}

async function confirmed(owner: Browser) {
  const started = await owner.start();
  await (await owner.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
  assert.equal((await owner.status(started)).status, "confirmed");
  return started;
}

/**
 * Makes new connections of the stack read-only or not. Switching on also ends the old connections; switching off leaves
 * them, as a failover can.
 */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const [row] = await stack.sql`select current_database() as name`;
  const value = isReadOnly ? "= on" : "= off";
  await stack.sql.unsafe(
    `alter database ${row!["name"]} set default_transaction_read_only ${value}`,
  );
  if (!isReadOnly) return;
  await stack.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like 'wecom-stack%'`;
}

const rowsOf = (msgId: string) =>
  stack.sql`select from callback.inbox where content ->> 'msgId' = ${msgId}`;

async function redisCli(...args: string[]): Promise<void> {
  const { success } = await new Deno.Command("redis-cli", { args: ["-u", server.url, ...args] })
    .output();
  assert.ok(success);
}
