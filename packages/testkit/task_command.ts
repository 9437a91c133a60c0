const ROOT = new URL("../../", import.meta.url);

/** The arguments of a task of `deno.json`. Run without a shell, the process gets its signals. */
export interface TaskCommand {
  readonly args: readonly string[];
  /** The folder in which the task runs: the one of `deno.json`. */
  readonly cwd: URL;
}

/**
 * Reads the command of a task from `deno.json`, so that tests use the same flags.
 * @throws Error when the task does not exist, or is not one plain `deno run`
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
