import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { Service } from "packages/platform/service.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { callbackService } from "services/callback/service.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";
import { createDice } from "services/upstream-bridge/testing/random_json.ts";
import { createUpstreamSimulator } from "simulators/upstream/simulator.ts";
import type { BridgeAnswer, BridgeWorld } from "tests/bridge/support/bridge_world.ts";
import { createEnvironment, TOKEN } from "tests/bridge/support/environment.ts";
import { watchLeases } from "tests/bridge/support/lease_watch.ts";
import { createPump } from "tests/bridge/support/pump.ts";
import { createReplicas, type Replica } from "tests/bridge/support/replicas.ts";
import { callsOf } from "tests/bridge/support/simulator_calls.ts";
import { openWebhookReceiver, type WebhookBody } from "tests/bridge/support/webhook_receiver.ts";
import { createWire } from "tests/bridge/support/wire.ts";

const REPLICAS = 3;
const PEER = { remoteAddr: { transport: "tcp" as const, hostname: "192.0.2.1", port: 1 } };

/** A world in this process. */
export interface SimulatedBridges extends BridgeWorld {
  /** The lines of the log of all services. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/**
 * Starts three bridges and `callback` on one database, with a fake clock that the simulated upstream shares. The upstream
 * and the callbacks use real HTTP.
 * @param onWebhook called once for each webhook
 */
export async function openSimulatedBridges(
  seed: number,
  onWebhook?: (event: WebhookBody) => void,
): Promise<SimulatedBridges> {
  const dice = createDice(seed);
  const clock = createFakeClock();
  const log: Record<string, unknown>[] = [];
  const problems: object[] = [];
  const logger = createLogger({ level: "debug", write: (line) => void log.push(JSON.parse(line)) });
  const database = await createTestDatabase(
    migrationSources([callbackService, upstreamBridgeService]),
  );
  await watchLeases(database.sql);
  const redis = createInMemoryTestRedis(clock);
  const simulator = createUpstreamSimulator({
    ...{ clock, randomBytes: systemRandomBytes, publicUrl: "http://localhost:3000/sim/upstream" },
  });
  const upstream = serve((request) => simulator.fetch(request));
  const wire = createWire(upstream.url);
  const callbacks: Replica[] = [];
  const receiver = serve((request) =>
    wire.isCut
      ? new Response("no network", { status: 503 })
      : callbacks[0]!.service.fetch(request, PEER)
  );
  const webhooks = openWebhookReceiver(onWebhook);
  const env = {
    ...await createEnvironment({
      upstreamUrl: upstream.url,
      callbackUrl: `${receiver.url}/callback/wxwork`,
      webhookUrl: webhooks.url,
    }),
    PORT: "3003",
  };

  const replicas = createReplicas({ databaseUrl: database.url, redis, clock, log: logger, env });
  callbacks.push(await replicas.start(callbackService, fetch));
  const bridges: Replica[] = [];
  for (let replica = 0; replica < REPLICAS; replica += 1) {
    bridges.push(await replicas.start(upstreamBridgeService, wire.fetchOf(replica)));
  }
  const pump = createPump({
    ...{ sql: database.sql, clock, simulator, wire, jobs: bridges[0]!.jobs, dice },
  });

  return {
    ...{ sql: database.sql, dice, log, now: clock.now, webhooks: webhooks.received },
    ...callsOf((path, init) => simulator.fetch(new Request(`http://localhost/${path}`, init))),
    pass: pump.pass,
    async ask(path, body) {
      const answer = await ask(bridges[dice(REPLICAS)]!.service, path, body);
      if (answer.status === 500) problems.push(answer);
      return answer;
    },
    problems,
    cutNetwork: (isCut) => wire.cut(isCut),
    loseWorker: pump.loseWorker,
    pace: { pauseMax: 10_000, cutMax: 200_000, settle: 90_000, qrExpiry: 660_000 },
    async stop() {
      wire.cut(false);
      wire.release();
      await replicas.stop();
      simulator.close();
      await Promise.all([upstream.stop(), receiver.stop(), webhooks.stop()]);
      await redis.close();
      await database.drop();
    },
  };
}

function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

async function ask(service: Service, path: string, body?: object): Promise<BridgeAnswer> {
  const request = new Request(`http://127.0.0.1:3003${path}`, {
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...body !== undefined && { method: "POST", body: JSON.stringify(body) },
  });
  const response = await service.fetch(request, PEER);
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) };
}
