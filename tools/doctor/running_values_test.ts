import assert from "node:assert/strict";
import { readRunningValues } from "tools/doctor/running_values.ts";

/** Listens on any free port, and prints its number. */
const LISTEN =
  `Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, () => new Response())`;

/** Runs `check` with the port of a new process whose working folder is `cwd`. */
async function withListener(
  { cwd, env }: { cwd: string; env: Record<string, string> },
  check: (port: number, pid: number) => void,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", LISTEN],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  try {
    const { value } = await output.read();
    check(Number(new TextDecoder().decode(value)), child.pid);
  } finally {
    child.kill("SIGKILL");
    await output.cancel();
    await child.status;
  }
}

Deno.test({
  name: "a .env that was changed after the start is newer than its process; an older one is not",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const cwd = await Deno.makeTempDir();
    try {
      await withListener({ cwd, env: { GIVEN: "by the environment" } }, (port, pid) => {
        Deno.writeTextFileSync(`${cwd}/.env`, "GIVEN=by the file\nFILED=by the file\n");
        const running = readRunningValues(port);
        assert.equal(running?.pid, pid);
        assert.equal(running.isDotEnvNewer, true);
        assert.equal(running.env["GIVEN"], "by the environment");
        assert.equal(running.env["FILED"], "by the file");
        const beforeStart = Date.now() / 1000 - 60;
        Deno.utimeSync(`${cwd}/.env`, beforeStart, beforeStart);
        assert.equal(readRunningValues(port)?.isDotEnvNewer, false);
      });
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});
