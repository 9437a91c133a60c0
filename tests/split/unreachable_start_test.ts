import assert from "node:assert/strict";
import { freePort } from "packages/testkit/free_port.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { spawnServiceProcess } from "packages/testkit/service_process.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";

const STACK = /"stack"|^\s+at /m;

Deno.test("the embedded process without its database ends with one sentence and the next step, without a stack or the password", async () => {
  const port = freePort();
  const DATABASE_URL = `postgres://wecom:hunter2@127.0.0.1:${port}/wecom`;
  const process = spawnServiceProcess({ name: "start", env: { DATABASE_URL } });
  assert.equal((await process.whenEnded()).code, 1);
  assert.match(
    process.output(),
    new RegExp(
      `^Cannot start: PostgreSQL at DATABASE_URL, 127\\.0\\.0\\.1:${port}/wecom: connect ECONNREFUSED ` +
        `.*\\. Start PostgreSQL, or correct host and port in DATABASE_URL$`,
      "m",
    ),
  );
  assert.doesNotMatch(process.output(), STACK);
  assert.doesNotMatch(process.output(), /hunter2/);
});

Deno.test("the embedded process without its Redis says unreachable at start and on its home page, and is not ready", async () => {
  const database = await createTestDatabase();
  const REDIS_URL = `redis://:hunter2@127.0.0.1:${freePort()}`;
  const process = spawnServiceProcess({
    name: "start",
    env: { DATABASE_URL: database.url, REDIS_URL },
  });
  try {
    await eventually(() => assert.match(process.output(), /wecom-stack is running/));
    assert.match(process.output(), /Redis: +unreachable \(.*Start Redis, or correct host and port/);
    assert.match(process.output(), /PostgreSQL: +configured/);
    assert.doesNotMatch(process.output(), STACK);
    assert.doesNotMatch(process.output(), /hunter2/);
    const page = await fetch(`${process.url}/?lang=en`).then((answer) => answer.text());
    assert.match(page, /Redis<span class="tag tag-unreachable">unreachable/);
    assert.doesNotMatch(page, /ECONNREFUSED/);
    for (const path of ["/readyz", "/api/health"]) {
      const { status, body } = await fetch(process.url + path);
      await body?.cancel();
      assert.equal(status, 503, path);
    }
  } finally {
    await process.terminate();
    await database.drop();
  }
});

Deno.test("a service alone without its servers starts, logs each with the next step and without a stack, and is not ready", async () => {
  const callback = spawnServiceProcess({
    name: "callback",
    env: {
      PUBLIC_URL: "http://127.0.0.1:3000",
      DATABASE_URL: `postgres://wecom:hunter2@127.0.0.1:${freePort()}/wecom`,
      REDIS_URL: `redis://:hunter2@127.0.0.1:${freePort()}`,
    },
  });
  try {
    await eventually(() => assert.match(callback.output(), /"event":"started"/));
    await eventually(() => {
      assert.match(
        callback.output(),
        /postgres_unusable.*Start PostgreSQL, or correct host and port/,
      );
      assert.match(callback.output(), /redis_unreachable.*Start Redis, or correct host and port/);
    });
    const answer = await fetch(`${callback.url}/readyz?verbose`);
    assert.equal(answer.status, 503);
    const { checks } = await answer.json();
    assert.match(checks.postgres, /^Cannot use PostgreSQL: .*Start PostgreSQL/);
    assert.match(checks.redis, /^Cannot use Redis: .*Start Redis/);
    assert.doesNotMatch(callback.output() + JSON.stringify(checks), /hunter2/);
    assert.doesNotMatch(callback.output(), STACK);
  } finally {
    await callback.kill();
  }
});
