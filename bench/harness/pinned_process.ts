/** The measured servers have this core; everything else, this process too, has the other. */
export const SERVER_CORE = 0;
export const OTHER_CORE = 1;

const END_WITHIN_MS = 15_000;

/** What to start. */
export interface PinnedOptions {
  readonly core: number;
  readonly command: readonly [program: string, ...args: string[]];
  /** All its variables, besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: URL;
  readonly uid?: number | undefined;
  /** The signal that ends it. Default SIGTERM. */
  readonly endSignal?: Deno.Signal;
}

/** A process that may use one core only. Disposing ends it. */
export interface PinnedProcess extends AsyncDisposable {
  readonly pid: number;
  readonly hasEnded: boolean;
  /** The last lines of its stdout and stderr, which go to a file. */
  recentOutput(): string;
}

/** Starts a process on one core. It does not wait until the process is ready. */
export function startPinned(options: PinnedOptions): PinnedProcess {
  const { core, command, env = {}, cwd, uid, endSignal = "SIGTERM" } = options;
  const logFile = Deno.makeTempFileSync({ prefix: "wecom-stack-bench-" });
  if (uid !== undefined) Deno.chownSync(logFile, uid, null);
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) =>
    /^(PATH|HOME|DENO_\w+|NPM_CONFIG_\w+)$/i.test(name)
  );
  const child = new Deno.Command("sh", {
    args: ["-c", 'log=$1; shift; exec "$@" >"$log" 2>&1', "sh", logFile]
      .concat(["taskset", "-c", String(core), ...command]),
    clearEnv: true,
    env: { ...Object.fromEntries(kept), ...env },
    ...cwd === undefined ? {} : { cwd },
    ...uid === undefined ? {} : { uid },
    stdin: "null",
  }).spawn();
  let hasEnded = false;
  const ended = child.status.then(() => void (hasEnded = true));
  return {
    pid: child.pid,
    get hasEnded() {
      return hasEnded;
    },
    recentOutput: () => Deno.readTextFileSync(logFile).slice(-3_000),
    async [Symbol.asyncDispose]() {
      if (!hasEnded) child.kill(endSignal);
      const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
      await ended;
      clearTimeout(timer);
      await Deno.remove(logFile);
    },
  };
}

/** Moves this process, with the processes that it starts later, to {@link OTHER_CORE}. */
export async function pinThisProcess(): Promise<void> {
  const args = ["-a", "-c", "-p", String(OTHER_CORE), String(Deno.pid)];
  await new Deno.Command("taskset", { args, stdout: "null" }).output();
}

/** Resolves when `url` answers 200. @throws Error with the last lines of its output when it has ended, or after 60 s */
export async function whenReady(process: PinnedProcess, url: string): Promise<void> {
  for (const deadlineMs = performance.now() + 60_000;;) {
    const status = await fetch(url).then(async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    }, () => undefined);
    if (status === 200) return;
    if (process.hasEnded || performance.now() > deadlineMs) {
      throw new Error(`Cannot reach ${url}: ${process.recentOutput()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
