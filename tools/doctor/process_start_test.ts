import assert from "node:assert/strict";
import { readProcessStart } from "tools/doctor/process_start.ts";

/** Ticks of 10 ms, and pauses between two readings of the time on a busy machine. */
const TOLERANCE_MS = 150;

Deno.test({
  name: "the start of a process is known, even if /proc is read for the first time later",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = Date.now();
    // Unlike Deno, a shell does not look up its own folder in /proc when it starts.
    const child = new Deno.Command("sh", {
      args: ["-c", "sleep 0.4; echo ready; exec sleep 60"],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const after = Date.now();
    const output = child.stdout.getReader();
    try {
      await output.read();
      const start = readProcessStart(child.pid);
      assert.ok(start >= before - TOLERANCE_MS, `${before - start} ms too early`);
      assert.ok(start <= after + TOLERANCE_MS, `${start - after} ms too late`);
    } finally {
      child.kill("SIGKILL");
      await output.cancel();
      await child.status;
    }
  },
});

Deno.test("a process that does not exist has no start", () => {
  assert.ok(Number.isNaN(readProcessStart(-1)));
});
