import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";

const MAIN = fileURLToPath(new URL("../llm/main.ts", import.meta.url));
/** A few more than the process needs to start. */
const DESCRIPTORS_MAX = 90;

/** The simulated language model as a process, with few file descriptors and the permissions of `deno task sim:llm`. */
function startAlone(port: string) {
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      `ulimit -n ${DESCRIPTORS_MAX}; exec "$@"`,
      "sh",
      Deno.execPath(),
      ...["run", "--quiet", "--no-check", "--no-prompt", "--allow-net"],
      "--allow-env=HOST,PORT,PUBLIC_URL,SIMULATORS",
      MAIN,
    ],
    env: { PORT: port, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const state = { output: "" };
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) state.output += text;
  };
  return { child, state, reading: Promise.all([read(child.stdout), read(child.stderr)]) };
}

Deno.test("a simulator alone goes on after it had no free file descriptor, and ends at SIGTERM", async () => {
  const port = freePort();
  const { child, state, reading } = startAlone(String(port));
  const idle: Deno.Conn[] = [];
  try {
    await eventually(() => assert.match(state.output, /Simulator llm: http/), {
      withinMs: 30_000,
    });
    await eventually(async () => {
      const connections = Array.from(
        { length: 20 },
        () => Deno.connect({ hostname: "127.0.0.1", port }),
      );
      for (const connection of await Promise.allSettled(connections)) {
        if (connection.status === "fulfilled") idle.push(connection.value);
      }
      assert.match(state.output, /"accept_failed"/);
    });
    for (const connection of idle.splice(0)) connection.close();
    await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/_control`, {
        headers: { connection: "close" },
      });
      await response.body?.cancel();
      assert.equal(response.status, 200);
    });
  } finally {
    for (const connection of idle) connection.close();
    child.kill("SIGTERM");
  }
  assert.equal((await child.status).code, 0);
  await reading;
});

Deno.test("a simulator alone names a port that it cannot use, and ends", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (const port of ["abc", "70000", String(taken.addr.port)]) {
    const { child, state, reading } = startAlone(port);
    assert.equal((await child.status).code, 78, port);
    await reading;
    assert.match(state.output, /PORT/, port);
    assert.doesNotMatch(state.output, / at .*\.ts:/, "no stack");
  }
});
