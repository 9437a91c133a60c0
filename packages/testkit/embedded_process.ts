import { startServiceProcess } from "packages/testkit/service_process.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";

/** A process of `deno task start`, with its own data folder. */
export interface EmbeddedProcess {
  readonly url: string;
  /** Address of the simulated WeCom for browsers: under the other loopback name. */
  readonly simulatorUrl: string;
  readonly dataDir: string;
  /** All output on stdout and stderr so far. */
  output(): string;
  /** Ends it by SIGTERM and removes its data. @throws Error with its output when the exit code is not 0 */
  stop(): Promise<void>;
}

/**
 * Builds the assets of pages, runs the task `start` and resolves when the process is ready.
 * @param env its variables, besides port and data folder
 * @throws Error with the end of its output when it does not become ready
 */
export async function startEmbeddedProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<EmbeddedProcess> {
  await buildAssets();
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-embedded-" });
  // When the test runs as root, PostgreSQL runs as another user, which must be able to read the folder.
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
        throw new Error(`The embedded process exited with ${code}, not 0:\n${process.output()}`);
      }
    },
  };
}

async function buildAssets(): Promise<void> {
  const { args, cwd } = readTaskCommand("build:assets");
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd });
  const { success, stderr } = await command.output();
  if (!success) {
    throw new Error(`Cannot build the pages' assets: ${new TextDecoder().decode(stderr)}`);
  }
}
