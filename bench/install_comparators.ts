// Installs what the benchmarks compare with: deno task bench:install
const PACKAGES = [
  "gcc",
  "libc6-dev",
  "libnginx-mod-nchan",
  "nginx",
  "nodejs",
  "npm",
  "postgresql-15",
  "redis-server",
  "util-linux",
];

const folder = new URL("./comparators/", import.meta.url);
const missing = await findMissing();
if (missing.length > 0) await installPackages();
await run("npm", ["ci", "--no-audit", "--no-fund"]);

/** The packages that dpkg does not have. A node that was installed otherwise counts. */
async function findMissing(): Promise<string[]> {
  const hasNode = await succeeds("node", ["--version"]) && await succeeds("npm", ["--version"]);
  const needed = PACKAGES.filter((name) => !hasNode || !["nodejs", "npm"].includes(name));
  const found = await Promise.all(needed.map((name) => succeeds("dpkg", ["--status", name])));
  return needed.filter((_, index) => !found[index]);
}

async function installPackages(): Promise<void> {
  const args = ["install", "--yes", "--no-install-recommends", ...missing];
  if (Deno.uid() !== 0) {
    // deno-lint-ignore no-console -- the result
    console.error(`Run this as root, then start again:\n  apt-get ${args.join(" ")}`);
    Deno.exit(1);
  }
  await run("apt-get", args);
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch {
    return false;
  }
}

async function run(program: string, args: string[]): Promise<void> {
  const { code } = await new Deno.Command(program, { args, cwd: folder }).spawn().status;
  if (code !== 0) throw new Error(`Cannot install: ${program} ended with ${code}`);
}
