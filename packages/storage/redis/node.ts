import { isIP } from "node:net";
import { RedisClient } from "@redis/client";
import { withDeadline } from "packages/platform/deadline.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import type { RedisNode, RedisTarget } from "packages/storage/redis/url.ts";

/**
 * A node-redis client for one connection. It never reconnects: `keepConnected` replaces it by a new
 * client, so no half-restored subscription can remain. It uses RESP2, which every Redis and every
 * proxy supports. It has no method for each command, only `sendCommand` and the subscriptions: the
 * methods of all 400 commands take 40 ms of the start and some MiB.
 */
export type NodeRedis = ReturnType<typeof createNodeRedis>;

/** The reason when Redis is connected but silent. */
export const NO_ANSWER = "no answer in time";

/**
 * Connects to the server of `target`, which the sentinels name if there are any. Checks that the
 * server answers (it has loaded its data), is no Redis Cluster and, with sentinels, is the master. `onLost` is
 * called once, when the connection ends by itself. Takes at most about `timeoutMs` per node.
 * @throws Error when no server can be used
 */
export async function connectToRedis(
  target: RedisTarget,
  timeoutMs: number,
  onLost: (reason: Error) => void,
): Promise<NodeRedis> {
  const node = target.masterName === undefined
    ? target.nodes[0]!
    : await findMaster(target.nodes, target.masterName, timeoutMs);
  const client = createNodeRedis(node, timeoutMs, target);
  client.on("error", onLost);
  return await useOrDestroy(client, timeoutMs, async () => {
    await client.connect();
    await client.sendCommand(["PING"]);
    await refuseCluster(client);
    if (target.masterName !== undefined) await demandMaster(client);
    return client;
  });
}

/**
 * Runs `step`. When it fails or takes longer than `timeoutMs`, the client is destroyed.
 * @throws Error of `step`, or "no answer in time"
 */
export async function useOrDestroy<T>(
  client: NodeRedis,
  timeoutMs: number,
  step: () => Promise<T>,
): Promise<T> {
  try {
    const done = step().then((result) => ({ result }));
    const outcome = await withDeadline(done, timeoutMs, undefined);
    if (outcome === undefined) throw new Error(NO_ANSWER);
    return outcome.result;
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function createNodeRedis(node: RedisNode, connectTimeoutMs: number, login?: RedisTarget) {
  const socket = {
    host: node.host,
    port: node.port,
    connectTimeout: connectTimeoutMs,
    reconnectStrategy: false as const,
  };
  return new RedisClient({
    RESP: 2,
    socket: login?.tls === true ? { ...socket, tls: true, ...serverNameOf(node) } : socket,
    ...(login?.username === undefined ? {} : { username: login.username }),
    ...(login?.password === undefined ? {} : { password: login.password }),
    ...(login === undefined ? {} : { database: login.database }),
    disableClientInfo: true,
    maintNotifications: "disabled",
    // `openRedisConnection` watches the time-outs of all commands with one timer.
    commandOptions: { timeout: 0 },
  });
}

/** The name for TLS (SNI), which an IP address cannot be (RFC 6066 section 3). */
function serverNameOf({ host }: RedisNode): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/** Returns the address of the master, from the first sentinel that knows it. */
async function findMaster(
  sentinels: readonly RedisNode[],
  name: string,
  timeoutMs: number,
): Promise<RedisNode> {
  const failures: string[] = [];
  for (const sentinel of sentinels) {
    const client = createNodeRedis(sentinel, timeoutMs);
    client.on("error", () => {});
    try {
      const address = await useOrDestroy(client, timeoutMs, async () => {
        await client.connect();
        return await client.sendCommand<unknown>(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]);
      });
      if (Array.isArray(address)) return { host: String(address[0]), port: Number(address[1]) };
      failures.push(`a sentinel does not know the name ${name}`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    } finally {
      client.destroy();
    }
  }
  throw new RedisUnavailableError(`Cannot find the Redis master: ${failures.join("; ")}`);
}

/** A cluster refuses most keys, and scripts with several keys. Its mode is unknown where INFO is not allowed. */
async function refuseCluster(client: NodeRedis): Promise<void> {
  const info = await client.sendCommand<unknown>(["INFO", "server"]).catch(() => "");
  if (!/redis_mode:cluster/.test(String(info))) return;
  throw new RedisUnavailableError("Cannot use Redis: this is a Redis Cluster");
}

async function demandMaster(client: NodeRedis): Promise<void> {
  const [role] = await client.sendCommand<unknown[]>(["ROLE"]);
  if (String(role) !== "master") {
    throw new RedisUnavailableError("Cannot use Redis: the sentinels still name a replica");
  }
}
