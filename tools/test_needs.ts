/** A program that tests need, by the name of its package. */
export type Need = "redis-server" | "chromium" | "curl";

const PROGRAMS: Readonly<Record<Need, readonly string[]>> = {
  "redis-server": ["redis-server"],
  chromium: ["chromium", "chromium-browser", "google-chrome"],
  curl: ["curl"],
};

/** Screenshots need a Chinese font. */
const EXTRA_PACKAGES: Readonly<Partial<Record<Need, readonly string[]>>> = {
  chromium: ["fonts-noto-cjk"],
};

/**
 * Installs missing programs from the packages of the distribution, when run as root on Debian or Ubuntu, and prints them.
 * Returns the programs that are still missing.
 * @throws Error when `everything` is set (CI) and a program is still missing
 */
export async function provideNeeds(everything: boolean): Promise<ReadonlySet<Need>> {
  let missing = findMissing();
  if (missing.length > 0 && canInstall()) {
    await install(missing);
    missing = findMissing();
  }
  if (everything && missing.length > 0) {
    throw new Error(`Cannot run all tests: ${missing.join(", ")} not installed`);
  }
  return new Set(missing);
}

/** The path of the first installed program of `names`. */
function findProgram(names: readonly string[]): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find(isFile);
}

function findMissing(): Need[] {
  return (Object.keys(PROGRAMS) as Need[]).filter((need) => !findProgram(PROGRAMS[need]));
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
  const packages = needs.flatMap((need) => [need, ...EXTRA_PACKAGES[need] ?? []]);
  Deno.stdout.writeSync(
    new TextEncoder().encode(`Installing for the tests: ${packages.join(", ")}\n`),
  );
  await aptGet(["update"]);
  await aptGet(["install", "-y", "--no-install-recommends", ...packages]);
}

async function aptGet(args: string[]): Promise<void> {
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
}
