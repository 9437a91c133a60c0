/** A program that tests need, by its usual name. */
export type Need = "redis-server" | "chromium" | "curl" | "pgbouncer";

interface Program {
  /** Names under which it may be installed. The tests use the first that they find. */
  readonly names: readonly string[];
  /** Packages of distributions, best first: the next one is tried where a distribution does not have the one before. */
  readonly packages: readonly string[];
}

const PROGRAMS: Readonly<Record<Need, Program>> = {
  "redis-server": { names: ["redis-server"], packages: ["redis-server"] },
  chromium: {
    names: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"],
    packages: ["chromium-headless-shell", "chromium"],
  },
  curl: { names: ["curl"], packages: ["curl"] },
  pgbouncer: { names: ["pgbouncer"], packages: ["pgbouncer"] },
};

/**
 * Installs missing programs from the packages of the distribution, when run as root on Debian or Ubuntu, and prints them. Returns
 * the programs that are still missing.
 * @param isCi whether to install the fastest program where a slower one exists, and to require all programs
 * @throws Error in CI when a program is still missing
 */
export async function provideNeeds(isCi: boolean): Promise<ReadonlySet<Need>> {
  const unmet = isCi ? findMissing(({ names }) => names.slice(0, 1)) : findMissing();
  if (unmet.length > 0 && canInstall()) await install(unmet);
  const missing = findMissing();
  if (isCi && missing.length > 0) {
    throw new Error(`Cannot run all tests: ${missing.join(", ")} not installed`);
  }
  return new Set(missing);
}

/** The programs of which no accepted name is installed. */
function findMissing(accepted = ({ names }: Program) => names): Need[] {
  const needs = Object.keys(PROGRAMS) as Need[];
  return needs.filter((need) => !accepted(PROGRAMS[need]).some(isInstalled));
}

function isInstalled(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => isFile(`${folder}/${name}`));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function canInstall(): boolean {
  return Deno.build.os === "linux" && Deno.uid() === 0 && isFile("/etc/debian_version");
}

async function install(needs: readonly Need[]): Promise<void> {
  Deno.stdout.writeSync(
    new TextEncoder().encode(`Installing for the tests: ${needs.join(", ")}\n`),
  );
  await aptGet(["update"]);
  for (const need of needs) {
    const { packages } = PROGRAMS[need];
    // Screenshots need a Chinese font.
    const extra = need === "chromium" ? ["fonts-noto-cjk"] : [];
    for (const name of packages) {
      if (await aptGet(["install", "-y", "--no-install-recommends", name, ...extra])) break;
    }
  }
}

/** Returns whether the command succeeded; prints its errors if not. */
async function aptGet(args: string[]): Promise<boolean> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args: ["-qq", ...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    Deno.stderr.writeSync(stderr);
    Deno.stderr.writeSync(new TextEncoder().encode(`apt-get ${args[0]} did not succeed\n`));
  }
  return success;
}
