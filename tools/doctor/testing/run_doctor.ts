import { readTaskCommand } from "packages/testkit/task_command.ts";

/** Variables that Deno needs; the doctor gets no others from this process. */
const KEPT = /^(PATH|HOME|TMPDIR|LD_\w+|DENO_\w+|NPM_CONFIG_\w+)$/i;

/** The output of a run of the doctor. */
export interface DoctorRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `deno task doctor` with this environment only. */
export async function runDoctor(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<DoctorRun> {
  const { args: task, cwd } = readTaskCommand("doctor");
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) => KEPT.test(name));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...task, ...args],
    cwd,
    clearEnv: true,
    env: { ...Object.fromEntries(kept), NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
