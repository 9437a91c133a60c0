/** The output and the exit code of a script. */
export interface ShellOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script from the documents with bash. */
export async function runShell(script: string): Promise<ShellOutcome> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
