import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { keepRunning } from "packages/storage/embedded_postgres/keep_running.ts";
import type { PostgresProcess } from "packages/storage/embedded_postgres/server_process.ts";
import { eventually } from "packages/testkit/eventually.ts";

/** A stand-in for a server process, which ends when the test says so. */
function makeServer(pid: number) {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const end = () => resolve("out of memory");
  const server: PostgresProcess = {
    pid,
    port: 5432,
    ended,
    signal: end,
    stop: () => Promise.resolve(end()),
  };
  return { server, end };
}

function keep(options: { restart?: () => Promise<PostgresProcess> } = {}) {
  let now = 0;
  const events: string[] = [];
  const servers = [makeServer(1)];
  const kept = keepRunning(servers[0]!.server, {
    path: "/data/postgres",
    log: createLogger({ level: "warn", write: (line) => events.push(JSON.parse(line).event) }),
    now: () => now,
    pauseMs: 1,
    restart: options.restart ?? (() => {
      const next = makeServer(servers.length + 1);
      servers.push(next);
      return Promise.resolve(next.server);
    }),
  });
  const crash = async () => {
    const pid = kept.pid;
    servers.at(-1)!.end();
    await eventually(() => assert.notEqual(kept.pid, pid));
  };
  return { kept, crash, events, servers, pass: (ms: number) => void (now += ms) };
}

Deno.test("a server that ends by itself is started again, each time, when it ends rarely", async () => {
  const { kept, crash, events, pass } = keep();
  for (let crashes = 1; crashes <= 8; crashes += 1) {
    await crash();
    pass(150_000);
  }
  assert.equal(kept.pid, 9);
  assert.deepEqual(events.slice(0, 2), ["postgres_ended", "postgres_restarted"]);
  await kept.stop();
});

Deno.test("the sixth end within ten minutes is the last: the failure says what to do", async () => {
  const { kept, crash, servers } = keep();
  for (let crashes = 1; crashes <= 5; crashes += 1) await crash();
  servers.at(-1)!.end();
  const { message } = await kept.failure;
  assert.match(
    message,
    /PostgreSQL in \/data\/postgres ended, and 5 starts .*: out of memory\. Look/,
  );
  await kept.stop();
});

Deno.test("a start that fails is tried again; when all fail, the failure has the reason of the last", async () => {
  let starts = 0;
  const restart = () => {
    starts += 1;
    return Promise.reject(new Error("Cannot start PostgreSQL: No space left on device"));
  };
  const { kept, servers } = keep({ restart });
  servers[0]!.end();
  assert.match((await kept.failure).message, /: No space left on device\. Look at free memory/);
  assert.equal(starts, 5);
  await kept.stop();

  const next = makeServer(7);
  let isFirst = true;
  const second = keep({
    restart() {
      if (!isFirst) return Promise.resolve(next.server);
      isFirst = false;
      return Promise.reject(new Error("killed during its recovery"));
    },
  });
  await second.crash();
  assert.equal(second.kept.pid, 7);
  await second.kept.stop();
});

Deno.test("a server that is stopped is not started again", async () => {
  const { kept, servers, events } = keep();
  await kept.stop();
  assert.deepEqual([servers.length, events], [1, []]);
});
