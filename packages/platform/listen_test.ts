import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ConfigError } from "packages/platform/config/config.ts";
import { listen } from "packages/platform/listen.ts";
import { createLogger } from "packages/platform/log.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";

const CHILD = fileURLToPath(new URL("./process_test_child.ts", import.meta.url));
/** A few more than the child needs to start. */
const DESCRIPTORS_MAX = 90;

/** The child of process_test.ts, with few file descriptors. */
function startChild() {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      `ulimit -n ${DESCRIPTORS_MAX}; exec "$@"`,
      "sh",
      Deno.execPath(),
      ...["run", "-A", "--quiet", "--no-check", CHILD],
    ],
    env: { PORT: String(port), PUBLIC_URL: url, NEEDED: "yes", NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const state = { output: "" };
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      state.output += text;
    }
  })();
  return { port, url, child, state, reading };
}

const failuresIn = (output: string) =>
  output.split("\n").filter((line) => line.includes('"accept_failed"'));

async function get(url: string): Promise<string> {
  const response = await fetch(url, { headers: { connection: "close" } });
  return `${response.status} ${await response.text()}`;
}

Deno.test("a process without a free file descriptor goes on, says so once, and answers again", async () => {
  const { port, url, child, state, reading } = startChild();
  try {
    await eventually(() => assert.match(state.output, /"started"/), { withinMs: 30_000 });
    const kept = await Deno.connect({ hostname: "127.0.0.1", port });
    for (let round = 1; round <= 2; round += 1) {
      const idle: Deno.Conn[] = [];
      await eventually(async () => {
        const connections = Array.from(
          { length: 20 },
          () => Deno.connect({ hostname: "127.0.0.1", port }),
        );
        for (const connection of await Promise.allSettled(connections)) {
          if (connection.status === "fulfilled") idle.push(connection.value);
        }
        assert.ok(failuresIn(state.output).length > 0 && idle.length > DESCRIPTORS_MAX);
      });
      for (const connection of idle) connection.close();
      await eventually(async () => assert.equal(await get(`${url}/two`), "200 two"));
    }
    assert.equal(failuresIn(state.output).length, 1);
    assert.match(failuresIn(state.output)[0]!, /Too many open files.*ulimit -n/);
    kept.close();
  } finally {
    child.kill("SIGTERM");
  }
  assert.equal((await child.status).code, 0);
  await reading;
});

Deno.test("an address that this machine does not have is refused by the name HOST", () => {
  const log = createLogger({ level: "error", write: () => {} });
  for (const HOST of ["192.0.2.1", "no-such-host.invalid"]) {
    const config = { HOST, PORT: freePort() };
    assert.throws(() => listen(config, () => new Response(), log), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems.map(({ variable }) => variable), ["HOST"]);
      return true;
    });
  }
});
