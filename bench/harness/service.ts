import { systemRandomBytes } from "packages/platform/random.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";
import {
  type PinnedProcess,
  SERVER_CORE,
  startPinned,
  whenReady,
} from "bench/harness/pinned_process.ts";

/** The services that are measured. */
export type ServiceName = "auth" | "callback" | "upstream-bridge" | "ai-reply";

/** The corp, and the keys with which the benchmarks encrypt callbacks. */
export const BENCH_WECOM = {
  corpId: "ww0123456789abcdef",
  agentId: "1000002",
  token: "aTokenForBenches",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

/** A measured service that is ready. */
export interface RunningService extends PinnedProcess {
  readonly port: number;
  /** From spawn until `/readyz` answers 200. */
  readonly startMs: number;
}

/** Where a service finds its servers. */
export interface ServiceServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The address of `fakes.ts`. Default: one that refuses. */
  readonly fakesUrl?: string;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further V8 flags, such as `--max-old-space-size=384`; of two equal ones the last counts. */
  readonly v8Flags?: string;
}

/** Starts a service on the servers' core, with default settings, and waits until it is ready. */
export async function startService(
  name: ServiceName,
  servers: ServiceServers,
): Promise<RunningService> {
  const port = freePort();
  const keysFile = await Deno.makeTempFile({ prefix: "wecom-stack-bench-" });
  await Deno.writeTextFile(keysFile, await generateSigningKeys(systemRandomBytes));
  const env = { ...environment(servers), TOKEN_SIGNING_KEYS_FILE: keysFile, PORT: String(port) };
  const startedAt = performance.now();
  const process = startPinned({ core: SERVER_CORE, env, ...startCommand(name, servers.v8Flags) });
  await whenReady(process, `http://127.0.0.1:${port}/readyz`);
  return {
    pid: process.pid,
    port,
    startMs: performance.now() - startedAt,
    get hasEnded() {
      return process.hasEnded;
    },
    recentOutput: process.recentOutput,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await Deno.remove(keysFile);
    },
  };
}

/**
 * The one place that says how a service is started: the task of its name in deno.json. With BENCH_START=source it is the
 * task's flags with the service's `main.ts`, to compare a task that starts something else.
 */
function startCommand(name: ServiceName, v8Flags: string | undefined) {
  const { args, cwd } = readTaskCommand(name);
  const flagged = args.map((arg) =>
    arg.startsWith("--v8-flags=") && v8Flags !== undefined ? `${arg},${v8Flags}` : arg
  );
  if (Deno.env.get("BENCH_START") === "source") {
    flagged[args.length - 1] = `services/${name}/main.ts`;
  }
  return { command: [Deno.execPath(), ...flagged] as [string, ...string[]], cwd };
}

function environment(servers: ServiceServers): Record<string, string> {
  const fakesUrl = servers.fakesUrl ?? "http://127.0.0.1:9";
  return {
    PUBLIC_URL: "http://127.0.0.1",
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    RATE_LIMIT_FACTOR: "1000000",
    WECOM_CORP_ID: BENCH_WECOM.corpId,
    WECOM_AGENT_ID: BENCH_WECOM.agentId,
    WECOM_SECRET: "a-secret",
    WECOM_TOKEN: BENCH_WECOM.token,
    WECOM_ENCODING_AES_KEY: BENCH_WECOM.encodingAesKey,
    WECOM_API_URL: fakesUrl,
    AI_BASE_URL: `${fakesUrl}/v1`,
    AI_API_KEY: "a-key",
    MERGE_WINDOW_MS: "0",
    REPLIES_PER_HOUR: "1000000",
    ...servers.env,
  };
}
