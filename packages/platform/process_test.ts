import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withDeadline } from "packages/platform/deadline.ts";
import { freePort } from "packages/testkit/free_port.ts";

const CHILD = fileURLToPath(new URL("./process_test_child.ts", import.meta.url));
const END_WITHIN_MS = 60_000;
const STOPPED_ALL = ["stop two", "stop one", "close backends"];

interface Child {
  readonly url: string;
  /** Resolves when it has said `text`, or has ended. */
  hears(text: string): Promise<void>;
  kill(signal: Deno.Signal): void;
  /** Waits for the end: its exit code, what it did after the start, its log lines, and what it said to a person. */
  ended(): Promise<{
    code: number;
    did: string[];
    log: Record<string, unknown>[];
    told: string;
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
  let said = "";
  const heard = new Set<() => void>();
  const reading = (async () => {
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      for (const listener of heard) listener();
    }
    for (const listener of heard) listener();
  })();
  const told = new Response(process.stderr).text();
  let isOver = false;
  void process.status.then(() => isOver = true);
  return {
    url,
    kill: (signal) => process.kill(signal),
    async hears(text) {
      while (!said.includes(text) && !isOver) {
        const { promise, resolve } = Promise.withResolvers<void>();
        heard.add(resolve);
        await Promise.race([promise, process.status]);
        heard.delete(resolve);
      }
    },
    async ended() {
      const status = await withDeadline(process.status, END_WITHIN_MS, undefined);
      if (status === undefined) process.kill("SIGKILL");
      assert.ok(status, `it did not end:\n${said}`);
      await reading;
      const lines = said.trim().split("\n");
      return {
        code: status.code,
        did: lines.filter((line) => !line.startsWith("{")),
        log: lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)),
        told: await told,
      };
    },
  };
}

const eventsOf = (log: Record<string, unknown>[]) => log.map(({ event }) => event);

Deno.test("asked to end it lets go of held requests, stops in reverse and exits with 0", async () => {
  const children = (["SIGTERM", "SIGINT"] as const).map(async (signal) => {
    const child = startChild("");
    await child.hears('"started"');
    assert.equal((await fetch(`${child.url}/readyz`).then((r) => r.json())).ok, true);
    assert.equal(await fetch(`${child.url}/two`).then((r) => r.text()), "two");
    child.kill(signal);
    const { code, did, log, told } = await child.ended();
    assert.equal(code, 0);
    assert.deepEqual(did.slice(-5), ["drain one", "drain two", ...STOPPED_ALL]);
    assert.deepEqual(eventsOf(log), ["started", "stopping", "stopped"]);
    assert.equal(told, "");
  });
  await Promise.all(children);
});

Deno.test("an error during the start closes what was opened, says so in a sentence, and exits with 1", async () => {
  const expected: Record<string, string[]> = {
    "open": [],
    "create two": ["open backends", "close backends"],
    "start two": ["open backends", "start one", "start two", ...STOPPED_ALL],
  };
  await Promise.all(
    Object.entries(expected).map(async ([place, steps]) => {
      const { code, did, log, told } = await startChild(place).ended();
      assert.equal(code, 1, place);
      assert.equal(told, `Cannot start: broken in ${place}\n`);
      assert.deepEqual(did.filter((line) => line !== ""), steps);
      const failure = log.find(({ event }) => event === "start_failed");
      assert.match(JSON.stringify(failure), new RegExp(`"message":"broken in ${place}","stack"`));
    }),
  );
});

Deno.test("a configuration that cannot work exits with 78 and names every variable", async () => {
  const port = freePort();
  using taken = Deno.listen({ hostname: "127.0.0.1", port });
  assert.ok(taken);
  const [unread, late, busy] = await Promise.all([
    startChild("", { NEEDED: "", PUBLIC_URL: "nonsense" }).ended(),
    startChild("config").ended(),
    startChild("", { PORT: String(port) }).ended(),
  ]);
  assert.deepEqual([unread.code, late.code, busy.code], [78, 78, 78]);
  assert.match(unread.told, /^Cannot start: 2 settings need attention/);
  assert.match(unread.told, / {2}PUBLIC_URL must be .*\n {6}for example PUBLIC_URL=https/);
  assert.match(unread.told, / {2}NEEDED is missing\n {6}for example NEEDED=thing/);
  assert.match(late.told, /1 setting needs attention .*\n {2}DATA_DIR is in use/);
  assert.match(busy.told, new RegExp(`PORT ${port} is taken by another process`));
  assert.deepEqual(busy.did.slice(-3), STOPPED_ALL);
});

Deno.test("errors that nobody catches are one JSON line, and end it with 1 after closing", async () => {
  const ends = [["timer", "late", "broken in timer"], ["", "forgotten", "forgotten"]] as const;
  await Promise.all(ends.map(async ([fault, query, message]) => {
    const child = startChild(fault);
    await child.hears('"started"');
    await fetch(`${child.url}/one?${query}`).then((response) => response.text(), () => {});
    const { code, did, log, told } = await child.ended();
    assert.equal(code, 1);
    assert.deepEqual(did.slice(-3), STOPPED_ALL);
    assert.equal(told, "");
    const uncaught = log.filter(({ event }) => event === "uncaught_error");
    assert.deepEqual(uncaught.map(({ error }) => (error as { message: string }).message), [
      message,
    ]);
  }));
});

Deno.test("a promise that nobody waits for and that says a server is away ends nothing", async () => {
  const child = startChild("");
  await child.hears('"started"');
  await fetch(`${child.url}/one?lost`).then((response) => response.text());
  await child.hears('"connection_lost"');
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  child.kill("SIGTERM");
  assert.equal((await child.ended()).code, 0);
});

Deno.test("a handler that throws costs one answer and a log line, not the process", async () => {
  const child = startChild("stop two");
  await child.hears('"started"');
  const response = await fetch(`${child.url}/one?throw`);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "");
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  child.kill("SIGTERM");
  const { code, did, log } = await child.ended();
  assert.ok(eventsOf(log).includes("request_failed"));
  // A stop that fails keeps the others from nothing either.
  assert.ok(eventsOf(log).includes("stop_failed"));
  assert.deepEqual([code, ...did.slice(-3)], [0, ...STOPPED_ALL]);
});

Deno.test("after a signal it is unready at once, and takes requests for SHUTDOWN_DELAY_SECONDS more", async () => {
  const child = startChild("", { SHUTDOWN_DELAY_SECONDS: "2" });
  await child.hears('"started"');
  child.kill("SIGTERM");
  await child.hears('"stopping"');
  const ready = await fetch(`${child.url}/readyz`);
  assert.deepEqual([ready.status, (await ready.json()).checks.process], [
    503,
    "Cannot serve: shutting down",
  ]);
  assert.equal(await fetch(`${child.url}/one`).then((r) => r.text()), "one");
  const { code, did } = await child.ended();
  assert.deepEqual([code, ...did.slice(-3)], [0, ...STOPPED_ALL]);
});

Deno.test("asked to end while it starts, it closes what it has opened so far", async () => {
  const child = startChild("hang");
  await child.hears("start one");
  child.kill("SIGTERM");
  const { code, did } = await child.ended();
  assert.deepEqual([code, ...did.slice(-2)], [0, "stop one", "close backends"]);
});
