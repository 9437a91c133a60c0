/** What tests need from the machine, by the name of its package. */
export type Need = "redis-server" | "chromium" | "curl";

const PROGRAMS: Readonly<Record<Need, readonly string[]>> = {
  "redis-server": ["redis-server"],
  chromium: ["chromium", "chromium-browser", "google-chrome"],
  curl: ["curl"],
};

/** Without a Chinese font the screenshots show boxes. */
const EXTRA_PACKAGES: Readonly<Partial<Record<Need, readonly string[]>>> = {
  chromium: ["fonts-noto-cjk"],
};

/**
 * Installs what is missing from the distribution's packages when this is root on Debian or Ubuntu, saying so; returns
 * what is still missing then.
 * @throws Error with `everything` (CI) when something stays missing
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

/** Path of a program that is one of `names`, if it is there. */
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
