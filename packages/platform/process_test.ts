import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withDeadline } from "packages/platform/deadline.ts";
import { freePort } from "packages/testkit/free_port.ts";

const CHILD = fileURLToPath(new URL("./process_test_child.ts", import.meta.url));
const END_WITHIN_MS = 60_000;
const STOPPED_ALL = ["stop two", "stop one", "close backends"];

interface Child {
  readonly url: string;
  /** Resolves when the process has printed `text`, or has ended. */
  waitForOutput(text: string): Promise<void>;
  kill(signal: Deno.Signal): void;
  /** Waits for the end: exit code, the lines of stdout that are no log lines, log lines, and stderr. */
  ended(): Promise<{
    code: number;
    printed: string[];
    log: Record<string, unknown>[];
    stderr: string;
  }>;
}

function startChild(fault: string, env: Record<string, string> = {}): Child {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", CHILD, fault],
    env: { PORT: String(port), PUBLIC_URL: url, NEEDED: "yes", NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stdout = "";
  const listeners = new Set<() => void>();
  const reading = (async () => {
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += text;
      for (const listener of listeners) listener();
    }
    for (const listener of listeners) listener();
  })();
  const stderr = new Response(process.stderr).text();
  let hasEnded = false;
  void process.status.then(() => hasEnded = true);
  return {
    url,
    kill: (signal) => process.kill(signal),
    async waitForOutput(text) {
      while (!stdout.includes(text) && !hasEnded) {
        const { promise, resolve } = Promise.withResolvers<void>();
        listeners.add(resolve);
        await Promise.race([promise, process.status]);
        listeners.delete(resolve);
      }
    },
    async ended() {
      const status = await withDeadline(process.status, END_WITHIN_MS, undefined);
      if (status === undefined) process.kill("SIGKILL");
      assert.ok(status, `it did not end:\n${stdout}`);
      await reading;
      const lines = stdout.trim().split("\n");
      return {
        code: status.code,
        printed: lines.filter((line) => !line.startsWith("{")),
        log: lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)),
        stderr: await stderr,
      };
    },
  };
}

const eventsOf = (log: Record<string, unknown>[]) => log.map(({ event }) => event);

Deno.test("at SIGTERM or SIGINT a process drains its parts, stops them in reverse order and exits with 0", async () => {
  const children = (["SIGTERM", "SIGINT"] as const).map(async (signal) => {
    const child = startChild("");
    await child.waitForOutput('"started"');
    assert.equal((await fetch(`${child.url}/readyz`).then((r) => r.json())).ok, true);
    assert.equal(await fetch(`${child.url}/two`).then((r) => r.text()), "two");
    child.kill(signal);
    const { code, printed, log, stderr } = await child.ended();
    assert.equal(code, 0);
    assert.deepEqual(printed.slice(-5), ["drain one", "drain two", ...STOPPED_ALL]);
    assert.deepEqual(eventsOf(log), ["started", "stopping", "stopped"]);
    assert.equal(stderr, "");
  });
  await Promise.all(children);
});

Deno.test("an error during the start closes everything that is open, prints one sentence, and exits with 1", async () => {
  const expected: Record<string, string[]> = {
    "open": [],
    "create two": ["open backends", "close backends"],
    "start two": ["open backends", "start one", "start two", ...STOPPED_ALL],
  };
  await Promise.all(
    Object.entries(expected).map(async ([place, steps]) => {
      const { code, printed, log, stderr } = await startChild(place).ended();
      assert.equal(code, 1, place);
      assert.equal(stderr, `Cannot start: broken in ${place}\n`);
      assert.deepEqual(printed.filter((line) => line !== ""), steps);
      const failure = log.find(({ event }) => event === "start_failed");
      assert.match(JSON.stringify(failure), new RegExp(`"message":"broken in ${place}","stack"`));
    }),
  );
});

Deno.test("a backend that has ended for good ends the process in order, with its sentence and exit code 1", async () => {
  const child = startChild("fail later");
  await child.waitForOutput('"started"');
  await fetch(`${child.url}/one?end`).then((r) => r.body?.cancel());
  const { code, printed, log, stderr } = await child.ended();
  assert.equal(code, 1);
  assert.equal(stderr, "Cannot go on: the database has ended. Start it again\n");
  assert.deepEqual(printed.slice(-5), ["drain one", "drain two", ...STOPPED_ALL]);
  assert.deepEqual(eventsOf(log), ["started", "backend_failed", "stopped"]);
});

Deno.test("an invalid configuration exits with 78 and names every variable", async () => {
  const port = freePort();
  using taken = Deno.listen({ hostname: "127.0.0.1", port });
  assert.ok(taken);
  const [unread, late, busy] = await Promise.all([
    startChild("", { NEEDED: "", PUBLIC_URL: "nonsense" }).ended(),
    startChild("config").ended(),
    startChild("", { PORT: String(port) }).ended(),
  ]);
  assert.deepEqual([unread.code, late.code, busy.code], [78, 78, 78]);
  assert.match(unread.stderr, /^Cannot start: 2 settings need attention/);
  assert.match(unread.stderr, / {2}PUBLIC_URL must be .*\n {6}for example PUBLIC_URL=https/);
  assert.match(unread.stderr, / {2}NEEDED is missing\n {6}for example NEEDED=thing/);
  assert.match(late.stderr, /1 setting needs attention .*\n {2}DATA_DIR is in use/);
  assert.match(busy.stderr, new RegExp(`PORT ${port} is taken by another process`));
  assert.deepEqual(busy.printed.slice(-3), STOPPED_ALL);
});

Deno.test("an uncaught error is logged as one JSON line, and the process stops all parts and exits with 1", async () => {
  const cases = [["timer", "late", "broken in timer"], ["", "forgotten", "forgotten"]] as const;
  await Promise.all(cases.map(async ([fault, query, message]) => {
    const child = startChild(fault);
    await child.waitForOutput('"started"');
    await fetch(`${child.url}/one?${query}`).then((response) => response.text(), () => {});
    const { code, printed, log, stderr } = await child.ended();
    assert.equal(code, 1);
    assert.deepEqual(printed.slice(-3), STOPPED_ALL);
    assert.equal(stderr, "");
    const uncaught = log.filter(({ event }) => event === "uncaught_error");
    assert.deepEqual(uncaught.map(({ error }) => (error as { message: string }).message), [
      message,
    ]);
  }));
});

Deno.test("an unhandled rejection about an unreachable server does not end the process", async () => {
  const child = startChild("");
  await child.waitForOutput('"started"');
  await fetch(`${child.url}/one?lost`).then((response) => response.text());
  await child.waitForOutput('"connection_lost"');
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  child.kill("SIGTERM");
  assert.equal((await child.ended()).code, 0);
});

Deno.test("a handler that throws causes one 500 answer and a log line, and the process continues", async () => {
  const child = startChild("stop two");
  await child.waitForOutput('"started"');
  const response = await fetch(`${child.url}/one?throw`);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "");
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  child.kill("SIGTERM");
  const { code, printed, log } = await child.ended();
  assert.ok(eventsOf(log).includes("request_failed"));
  // A part whose stop fails does not prevent the others from stopping.
  assert.ok(eventsOf(log).includes("stop_failed"));
  assert.deepEqual([code, ...printed.slice(-3)], [0, ...STOPPED_ALL]);
});

Deno.test("after a signal a process is not ready at once, and takes requests for SHUTDOWN_DELAY_SECONDS more", async () => {
  const child = startChild("", { SHUTDOWN_DELAY_SECONDS: "2" });
  await child.waitForOutput('"started"');
  child.kill("SIGTERM");
  await child.waitForOutput('"stopping"');
  const ready = await fetch(`${child.url}/readyz?verbose`);
  assert.deepEqual([ready.status, (await ready.json()).checks.process], [
    503,
    "Cannot serve: shutting down",
  ]);
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  const { code, printed } = await child.ended();
  assert.deepEqual([code, ...printed.slice(-3)], [0, ...STOPPED_ALL]);
});

Deno.test("a signal during the start closes everything that is open so far", async () => {
  const child = startChild("hang");
  await child.waitForOutput("start one");
  child.kill("SIGTERM");
  const { code, printed } = await child.ended();
  assert.deepEqual([code, ...printed.slice(-2)], [0, "stop one", "close backends"]);
});
