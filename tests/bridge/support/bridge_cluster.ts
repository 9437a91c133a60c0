import type { Sql } from "postgres";
import { setTimeout } from "node:timers/promises";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { startReplicaProxy } from "packages/testkit/replica_proxy.ts";
import { type ServiceProcess, startServiceProcess } from "packages/testkit/service_process.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { callbackService } from "services/callback/service.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";
import { createDice } from "services/upstream-bridge/testing/random_json.ts";
import type { BridgeAnswer, BridgeWorld } from "tests/bridge/support/bridge_world.ts";
import { createEnvironment, TOKEN } from "tests/bridge/support/environment.ts";
import { watchLeases } from "tests/bridge/support/lease_watch.ts";
import { callsOf } from "tests/bridge/support/simulator_calls.ts";
import { openWebhookReceiver } from "tests/bridge/support/webhook_receiver.ts";

const TAIL_LENGTH = 3_000;
/** Longer than a command may take. */
const ANSWER_WITHIN_MS = 60_000;
const QR_SECONDS = 20;

/** Processes of the bridge and of `callback`, real servers, and the simulated upstream in a process of its own. */
export interface BridgeCluster extends BridgeWorld {
  /** Kills a process at random times until `signal` aborts, and starts it again. Returns how many were killed. */
  keepKilling(
    pauseMs: { readonly min: number; readonly max: number },
    signal: AbortSignal,
  ): Promise<number>;
  /** Lets the limits of `init` calls and of tries begin anew, as if much time had passed. */
  forgetTries(): Promise<void>;
  /** Runs a test; its error also contains the last output of all processes. */
  withOutput(test: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts three bridges and two `callback`. */
export async function openBridgeCluster(seed: number): Promise<BridgeCluster> {
  const dice = createDice(seed);
  const database = await createTestDatabase(
    migrationSources([callbackService, upstreamBridgeService]),
  );
  const { sql } = database;
  await watchLeases(sql);
  await sql`
    insert into upstream_bridge.settings (settings, changed_by, changed_at)
    values (${sql.json({ reconnectBaseMs: 1_000, reconnectCapMs: 4_000 })}, 'test', now())`;
  const [redis, simulator] = await Promise.all([
    startRedisServer(),
    startServiceProcess({ name: "sim:upstream", env: {}, readyPath: "/" }),
  ]);
  const network = startTcpProxy(simulator.port);
  const webhooks = openWebhookReceiver();
  const callbacks: ServiceProcess[] = [];
  const proxy = startReplicaProxy([{ paths: ["/callback/wxwork/{token}"], replicas: callbacks }]);
  const env = {
    ...await createEnvironment({
      upstreamUrl: `http://127.0.0.1:${network.port}`,
      callbackUrl: `${proxy.url}/callback/wxwork`,
      webhookUrl: webhooks.url,
    }),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    MONITOR_INTERVAL_MS: "5000",
    LOG_LEVEL: "info",
  };
  const start = (name: string) => startServiceProcess({ name, env });
  callbacks.push(...await Promise.all(["callback", "callback"].map(start)));
  const names = Array.from({ length: 3 }, () => upstreamBridgeService.name);
  const bridges = await Promise.all(names.map(start));
  const processes = [...bridges, ...callbacks];
  const calls = callsOf((path, init) => fetch(`${simulator.url}/${path}`, init));
  await calls.control("settings", { qrTtlSeconds: QR_SECONDS });
  const problems: object[] = [];
  let isCut = false;

  return {
    ...{ sql, dice, now: Date.now, webhooks: webhooks.received },
    ...calls,
    pass: async (ms) => void await setTimeout(ms),
    async ask(path, body) {
      const answer = await ask(bridges[dice(bridges.length)]!, path, body);
      if (answer.status === 500) problems.push({ path, ...answer });
      return answer;
    },
    problems,
    cutNetwork(cut) {
      if (cut !== isCut) cut ? network.cut() : network.restore();
      isCut = cut;
    },
    loseWorker: () => Promise.resolve(),
    pace: { pauseMax: 600, cutMax: 3_000, settle: 12_000, qrExpiry: (QR_SECONDS + 10) * 1_000 },
    keepKilling: (pauseMs, signal) => keepKilling(processes, { dice, pauseMs, signal }),
    forgetTries: () => forgetTries(sql),
    withOutput: (test) =>
      test().catch((error) => {
        throw new Error(describe(error, [...processes, simulator]), { cause: error });
      }),
    async stop() {
      await Promise.all([...processes, simulator].map((process) => process.kill()));
      await Promise.all([proxy.stop(), network.stop(), webhooks.stop(), redis.stop()]);
      await database.drop();
    },
  };
}

async function ask(bridge: ServiceProcess, path: string, body?: object): Promise<BridgeAnswer> {
  try {
    const response = await fetch(bridge.url + path, {
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...body !== undefined && { method: "POST", body: JSON.stringify(body) },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return { status: 0, body: undefined };
  }
}

async function forgetTries(sql: Sql): Promise<void> {
  await sql`
    update upstream_bridge.accounts
    set record = record || '{"inits": [], "attempts": 0}' where lease_token is null`;
}

async function keepKilling(
  processes: readonly ServiceProcess[],
  { dice, pauseMs: { min, max }, signal }: {
    readonly dice: BridgeWorld["dice"];
    readonly pauseMs: { readonly min: number; readonly max: number };
    readonly signal: AbortSignal;
  },
): Promise<number> {
  let killed = 0;
  while (true) {
    await setTimeout(min + dice(max - min), undefined, { signal }).catch(() => {});
    if (signal.aborted) return killed;
    const process = processes[dice(processes.length)]!;
    await process.kill();
    killed += 1;
    await process.restart();
  }
}

function describe(error: unknown, processes: readonly ServiceProcess[]): string {
  const outputs = processes.map(({ name, url, output }) =>
    `--- ${name} ${url}\n${output().slice(-TAIL_LENGTH)}`
  );
  return [String(error), ...outputs].join("\n");
}
