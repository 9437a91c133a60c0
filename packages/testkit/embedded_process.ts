import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";

const ROOT = new URL("../../", import.meta.url);
const SERVED_WITHIN_MS = 60_000;
const ENDED_WITHIN_MS = 20_000;
/** Of the caller's environment only what a program needs to run; nothing that configures it. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "TMPDIR"];

/** `deno task start` as people run it: a process of the system, with its own data folder. */
export interface EmbeddedProcess {
  readonly url: string;
  /** Where browsers reach the simulated WeCom: the other loopback name. */
  readonly simulatorUrl: string;
  readonly dataDir: string;
  /** All it has written so far, stdout and stderr. */
  output(): string;
  /** Ends it by SIGTERM and removes its data. Throws with its output when it did not end with 0. */
  stop(): Promise<void>;
}

/**
 * Builds the assets, starts `embedded/main.ts` with the flags of the task `start`, and resolves when it is ready.
 * `env` is added to its environment. Throws with its output when it ends before it is ready.
 */
export async function startEmbeddedProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<EmbeddedProcess> {
  await run(["task", "--quiet", "build"]);
  const port = freePort();
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-embedded-" });
  // As root PostgreSQL runs as another user, who must be able to enter.
  await Deno.chmod(dataDir, 0o755);
  const child = new Deno.Command(Deno.execPath(), {
    args: await startArguments(),
    cwd: ROOT,
    clearEnv: true,
    env: { ...inherited(), PORT: String(port), DATA_DIR: dataDir, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) said += text;
  });
  let ended: Deno.CommandStatus | undefined;
  const status = child.status.then((it) => ended = it);
  const url = `http://127.0.0.1:${port}`;

  async function stop(): Promise<void> {
    if (ended === undefined) child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), ENDED_WITHIN_MS);
    const { code, signal } = await status;
    clearTimeout(timer);
    await Promise.all(reading);
    await Deno.remove(dataDir, { recursive: true });
    if (code !== 0) {
      throw new Error(`The embedded process ended with ${signal ?? code}, not 0:\n${said}`);
    }
  }

  try {
    await eventually(() => ended === undefined ? assertReady(url) : undefined, {
      withinMs: SERVED_WITHIN_MS,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  if (ended !== undefined) await stop();
  return {
    url,
    simulatorUrl: `http://localhost:${port}/sim/wecom`,
    dataDir,
    output: () => said,
    stop,
  };
}

/** The task `start` without the program's name. */
async function startArguments(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  return tasks.start.command.split(" ").slice(1);
}

async function assertReady(url: string): Promise<void> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  const report = await response.text();
  if (!response.ok) throw new Error(`The embedded process is not ready: ${report}`);
}

async function run(args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
  if (!success) throw new Error(`deno ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
