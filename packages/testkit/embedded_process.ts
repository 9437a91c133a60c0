import { startServiceProcess } from "packages/testkit/service_process.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";

/** `deno task start` as people run it: a process of the system, with its own data folder. */
export interface EmbeddedProcess {
  readonly url: string;
  /** Where browsers reach the simulated WeCom: under the other loopback name. */
  readonly simulatorUrl: string;
  readonly dataDir: string;
  /** All it has written so far. */
  output(): string;
  /** Ends it by SIGTERM and removes its data. Throws with its output when it did not end with 0. */
  stop(): Promise<void>;
}

/**
 * Builds the pages' assets, starts the task `start` and resolves when it is ready. `env` is all it is told besides its
 * port and data folder. Throws with its last words when it does not get ready.
 */
export async function startEmbeddedProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<EmbeddedProcess> {
  await buildAssets();
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-embedded-" });
  // As root PostgreSQL runs as another user, who must be able to enter.
  await Deno.chmod(dataDir, 0o755);
  const process = await startServiceProcess({ name: "start", env: { DATA_DIR: dataDir, ...env } });
  return {
    url: process.url,
    simulatorUrl: `http://localhost:${process.port}/sim/wecom`,
    dataDir,
    output: process.output,
    async stop() {
      const { code } = await process.terminate();
      await Deno.remove(dataDir, { recursive: true });
      if (code !== 0) {
        throw new Error(`The embedded process ended with ${code}, not 0:\n${process.output()}`);
      }
    },
  };
}

async function buildAssets(): Promise<void> {
  const { args, cwd } = readTaskCommand("build");
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd });
  const { success, stderr } = await command.output();
  if (!success) {
    throw new Error(`Cannot build the pages' assets: ${new TextDecoder().decode(stderr)}`);
  }
}
