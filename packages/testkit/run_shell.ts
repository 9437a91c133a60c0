/** What a script has said, and how it ended. */
export interface ShellOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of the documents with bash and curl, as a person would paste it. */
export async function runShell(script: string): Promise<ShellOutcome> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
