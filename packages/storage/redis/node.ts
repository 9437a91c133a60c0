import { createClient } from "redis";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import type { RedisNode, RedisTarget } from "packages/storage/redis/url.ts";

/**
 * A node-redis client for one connection: it never reconnects by itself (the connection that owns
 * it makes a new one, so that no half-restored subscription can survive), and it speaks RESP2,
 * which every Redis and every proxy understands.
 */
export type NodeRedis = ReturnType<typeof createNodeRedis>;

/**
 * Connects to the server of `target`, asking the sentinels first if there are any, and proves that
 * it answers (not still loading its data) and, with sentinels, that it is the master. `onLost` is
 * called once, when the connection ends by itself. Throws within about `timeoutMs` per node.
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
  await within(timeoutMs, client, async () => {
    await client.connect();
    await client.ping();
    if (target.masterName !== undefined) await demandMaster(client);
  });
  return client;
}

function createNodeRedis(node: RedisNode, connectTimeoutMs: number, login?: RedisTarget) {
  const socket = {
    host: node.host,
    port: node.port,
    connectTimeout: connectTimeoutMs,
    reconnectStrategy: false as const,
  };
  return createClient({
    RESP: 2,
    socket: login?.tls === true ? { ...socket, tls: true, servername: node.host } : socket,
    ...(login?.username === undefined ? {} : { username: login.username }),
    ...(login?.password === undefined ? {} : { password: login.password }),
    ...(login === undefined ? {} : { database: login.database }),
    disableClientInfo: true,
    maintNotifications: "disabled",
    // The connection that owns the client watches over time-outs, with one timer for all commands.
    commandOptions: { timeout: 0 },
  });
}

/** The address of the master, from the first sentinel that knows it. */
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
      const address = await within(timeoutMs, client, async () => {
        await client.connect();
        return await client.sendCommand<unknown>(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]);
      });
      if (Array.isArray(address)) return { host: String(address[0]), port: Number(address[1]) };
      failures.push("a sentinel does not know the name of the master");
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    } finally {
      client.destroy();
    }
  }
  throw new RedisUnavailableError(`Cannot find the Redis master: ${failures.join("; ")}`);
}

async function demandMaster(client: NodeRedis): Promise<void> {
  const [role] = await client.sendCommand<unknown[]>(["ROLE"]);
  if (String(role) !== "master") {
    throw new RedisUnavailableError("Cannot use Redis: the sentinels still name a replica");
  }
}

/** Runs `step`; when it fails or takes longer than `timeoutMs` the client is destroyed. */
async function within<T>(timeoutMs: number, client: NodeRedis, step: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => client.destroy(), timeoutMs);
  try {
    return await step();
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
