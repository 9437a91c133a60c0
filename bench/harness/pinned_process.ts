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
  readonly cwd?: URL | string;
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
  async function end(): Promise<void> {
    if (!hasEnded) child.kill(endSignal);
    const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
    await ended;
    clearTimeout(timer);
    await Deno.remove(logFile);
  }
  let ending: Promise<void> | undefined;
  return {
    pid: child.pid,
    get hasEnded() {
      return hasEnded;
    },
    recentOutput: () => Deno.readTextFileSync(logFile).slice(-3_000),
    [Symbol.asyncDispose]: () => ending ??= end(),
  };
}

/** Moves this process, with the processes that it starts later, to {@link OTHER_CORE}. */
export async function pinThisProcess(): Promise<void> {
  const args = ["-a", "-c", "-p", String(OTHER_CORE), String(Deno.pid)];
  await new Deno.Command("taskset", { args, stdout: "null" }).output();
}

/** When this process gets SIGINT or SIGTERM, it ends its children first: all servers are its children. */
export function endChildrenOnSignal(): void {
  const end = () => {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (/^\d+$/.test(name) && parentOf(name) === Deno.pid) Deno.kill(Number(name), "SIGTERM");
    }
    Deno.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, end);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

/**
 * Resolves when `url` answers 200.
 * @throws Error with the last lines of its output when it has ended, or after 60 s; then it is ended
 */
export async function whenReady(process: PinnedProcess, url: string): Promise<void> {
  for (const deadlineMs = performance.now() + 60_000;;) {
    const status = await fetch(url).then(async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    }, () => undefined);
    if (status === 200) return;
    if (process.hasEnded || performance.now() > deadlineMs) {
      const error = new Error(`Cannot reach ${url}: ${process.recentOutput()}`);
      await process[Symbol.asyncDispose]();
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
