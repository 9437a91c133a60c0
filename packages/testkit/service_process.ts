import { withDeadline } from "packages/platform/deadline.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";

const READY_WITHIN_MS = 120_000;
const END_WITHIN_MS = 60_000;
const TAIL_LENGTH = 4_000;

/** The variables of the test's environment that Deno needs. A service gets only these and `env`. */
const KEPT = /^(PATH|HOME|TMPDIR|LD_\w+|DENO_\w+|NPM_CONFIG_\w+|\w+_PROXY|SSL_CERT_\w+)$/i;

/** Options of {@link startServiceProcess}. */
export interface ServiceProcessOptions {
  /** The name of the task in `deno.json`, such as `auth`. */
  readonly name: string;
  /** All its variables except PORT. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: a free port. */
  readonly port?: number;
  /** A path that answers 200 when the process is ready. Default: `/readyz`. */
  readonly readyPath?: string;
}

/** A process of one service on 127.0.0.1. */
export interface ServiceProcess {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** The id of the current process. */
  readonly pid: number;
  /** Its output on stdout and stderr, including the output before restarts. */
  output(): string;
  /** Resolves when it is ready. @throws Error with the end of its output when it has ended, or after two minutes */
  whenReady(): Promise<void>;
  /** Resolves when the current process has ended. */
  whenEnded(): Promise<Deno.CommandStatus>;
  /** Sends SIGTERM and waits until the process has ended. @throws Error when it takes longer than a minute */
  terminate(): Promise<Deno.CommandStatus>;
  /** Ends the process with SIGKILL. Does nothing when it has ended. */
  kill(): Promise<void>;
  /** After `terminate` or `kill`: starts it again on the same port and waits until it is ready. */
  restart(): Promise<void>;
}

/** Starts a service with the flags of its task and waits until it is ready. */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const service = spawnServiceProcess(options);
  try {
    await service.whenReady();
  } catch (error) {
    await service.kill();
    throw error;
  }
  return service;
}

/** Starts a service with the flags of its task, and does not wait: for services that never become ready. */
export function spawnServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const { name, port = freePort() } = options;
  const url = `http://127.0.0.1:${port}`;
  let output = "";
  const collect = (text: string) => void (output += text);
  let running = spawn(options, port, collect);

  async function whenReady(): Promise<void> {
    const current = running;
    const readyUrl = url + (options.readyPath ?? "/readyz");
    await eventually(async () => {
      if (current.endedWith !== undefined) return;
      const response = await fetch(readyUrl, { signal: AbortSignal.timeout(5_000) });
      const answer = await response.text();
      if (response.status !== 200) throw new Error(`${name} is not ready: ${answer}`);
    }, { withinMs: READY_WITHIN_MS }).catch((error) => {
      throw new Error(`Cannot wait for ${name}: ${error.message}\n${output.slice(-TAIL_LENGTH)}`);
    });
    const code = current.endedWith?.code;
    if (code !== undefined) {
      throw new Error(`${name} exited with ${code}:\n${output.slice(-TAIL_LENGTH)}`);
    }
  }

  return {
    name,
    port,
    url,
    get pid() {
      return running.child.pid;
    },
    output: () => output,
    whenReady,
    whenEnded: () => running.ended,
    async terminate() {
      running.child.kill("SIGTERM");
      const status = await withDeadline(running.ended, scaleWait(END_WITHIN_MS), undefined);
      if (status !== undefined) return status;
      throw new Error(`${name} has not ended in time:\n${output.slice(-TAIL_LENGTH)}`);
    },
    async kill() {
      if (running.endedWith === undefined) running.child.kill("SIGKILL");
      await running.ended;
    },
    async restart() {
      await running.ended;
      running = spawn(options, port, collect);
      await whenReady();
    },
  };
}

interface Running {
  readonly child: Deno.ChildProcess;
  /** Resolves when the process has ended and all its output is read. */
  readonly ended: Promise<Deno.CommandStatus>;
  endedWith: Deno.CommandStatus | undefined;
}

function spawn(
  { name, env }: ServiceProcessOptions,
  port: number,
  collect: (text: string) => void,
): Running {
  const { args, cwd } = readTaskCommand(name);
  const kept = Object.entries(Deno.env.toObject()).filter(([variable]) => KEPT.test(variable));
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { ...Object.fromEntries(kept), ...env, PORT: String(port) },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const read = [child.stdout, child.stderr].map((stream) => readAll(stream, collect));
  const ended = Promise.all([child.status, ...read]).then(([status]) => {
    running.endedWith = status;
    return status;
  });
  const running: Running = { child, ended, endedWith: undefined };
  return running;
}

async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  collect: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) collect(text);
}
