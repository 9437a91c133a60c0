import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";

/** Options of {@link startRedisServer}. */
export interface RedisServerOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** The folder of its data. Default: a temporary folder that `stop` removes. */
  readonly dir?: string;
  /** Writes to disk before each answer, so that data survives `kill`. */
  readonly appendOnly?: boolean;
  /** Further configuration lines, each as `["name", "value"]`. */
  readonly config?: readonly (readonly [string, string])[];
}

/** An installed redis-server, started on 127.0.0.1 for tests. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** The id of the current process. */
  readonly pid: number;
  /** Sends a signal. With SIGKILL or SIGTERM it resolves when the process has ended. */
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Starts the server again after `kill`, on the same port with the same folder. */
  restart(): Promise<void>;
  /** Ends the server and removes its temporary folder. */
  stop(): Promise<void>;
}

/** Starts `redis-server` and resolves when it answers. @throws Error when it is not installed */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = options.port ?? freePort();
  const dir = options.dir ?? await Deno.makeTempDir({ prefix: "wecom-stack-redis-" });
  let child = await spawn(port, dir, options);
  let ended = false;
  const kill = async (signal: Deno.Signal) => {
    child.kill(signal);
    if (signal === "SIGSTOP" || signal === "SIGCONT") return;
    await child.status;
    ended = true;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid;
    },
    kill,
    async restart() {
      child = await spawn(port, dir, options);
      ended = false;
    },
    async stop() {
      if (!ended) await kill("SIGKILL");
      if (options.dir === undefined) await Deno.remove(dir, { recursive: true });
    },
  };
}

async function spawn(port: number, dir: string, options: RedisServerOptions) {
  const durability = options.appendOnly === true
    ? [["appendonly", "yes"], ["appendfsync", "always"]]
    : [];
  const settings = [
    ["port", String(port)],
    ["bind", "127.0.0.1"],
    ["dir", dir],
    ["save", ""],
    ...durability,
    ...options.config ?? [],
  ];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("redis-server", {
      args: settings.flatMap(([name, value]) => [`--${name}`, value!]),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    throw new Error("Cannot start redis-server: install it (apt-get install redis-server)", {
      cause: error,
    });
  }
  await eventually(() => ping(port));
  return child;
}

async function ping(port: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode("PING\r\n"));
  const reply = new Uint8Array(16);
  const length = await connection.read(reply) ?? 0;
  const text = new TextDecoder().decode(reply.subarray(0, length));
  if (!text.startsWith("+PONG")) throw new Error(`redis-server is not ready: ${text}`);
}
