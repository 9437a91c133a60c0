/**
 * Runs a subcommand of Deno in the folder `root`; returns its output.
 * @throws Error with `purpose` and the message of Deno when it does not succeed
 */
export async function runDeno(root: string, args: string[], purpose: string): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: root, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot ${purpose}: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}
