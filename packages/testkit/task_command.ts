const ROOT = new URL("../../", import.meta.url);

/** A task of `deno.json`, ready to be run without a shell in between, so that signals reach it. */
export interface TaskCommand {
  readonly args: readonly string[];
  /** Where the task runs: the folder of `deno.json`. */
  readonly cwd: URL;
}

/**
 * What `deno task <name>` runs, with its flags. Reads `deno.json`, so that tests run what people run.
 * Throws when there is no such task or it is more than one `deno run`.
 */
export function readTaskCommand(name: string): TaskCommand {
  const manifest = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
    tasks: Record<string, string | { command?: string }>;
  };
  const task = manifest.tasks[name];
  const command = typeof task === "string" ? task : task?.command;
  const [program, ...args] = command?.split(" ") ?? [];
  if (program !== "deno" || args[0] !== "run" || args.some((arg) => /[&|;$'"]/.test(arg))) {
    throw new Error(`Cannot run task ${name}: deno.json has no plain "deno run" under this name`);
  }
  return { args, cwd: ROOT };
}
