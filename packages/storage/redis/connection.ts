import { withDeadline } from "packages/platform/deadline.ts";
import { explainRedisError } from "packages/storage/redis/explain_error.ts";
import { keepConnected, type KeepConnectedOptions } from "packages/storage/redis/keep_connected.ts";
import { NO_ANSWER, type NodeRedis } from "packages/storage/redis/node.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";

/** As for `keepConnected`. `timeoutMs` also limits each command and how long it waits in an outage. */
export type RedisConnectionOptions = KeepConnectedOptions;

/** Runs commands over one connection, which is restored after each loss. */
export interface RedisConnection {
  readonly isReady: boolean;
  /**
   * Resolves when the connection can be used, without a time limit.
   * @throws RedisUnavailableError after `close`
   */
  whenReady(): Promise<void>;
  /**
   * Runs a command. In a new outage it waits for the connection, so a short cut is not noticed; in
   * an outage that is longer than the time-out it fails at once.
   * @throws RedisUnavailableError also when it is unknown whether Redis ran the command
   */
  run<T>(command: (client: NodeRedis) => Promise<T>): Promise<T>;
  /** Drops the current connection, if any, and makes a new one. */
  reconnect(reason: string): void;
  close(): Promise<void>;
}

interface Pending {
  readonly sentAtMs: number;
  readonly sentInTurn: number;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a connection and keeps it. A command without an answer in time is rejected. If Redis has
 * answered nothing at all since that command was sent, the connection counts as hung and is renewed.
 */
export function openRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { timeoutMs } = options;
  const kept = keepConnected(options);
  /** In the order of sending. */
  const pending = new Set<Pending>();
  let lastReplyAtMs = 0;
  // Time is counted in turns of the event loop: in a busy process the answers wait in the socket, and Redis is well.
  const turnMs = Math.min(250, timeoutMs / 4);
  let turn = 0;
  const watchdog = setInterval(rejectOverdue, turnMs);

  function rejectOverdue(): void {
    turn += 1;
    for (const { sentAtMs, sentInTurn, reject } of pending) {
      if (turn - sentInTurn <= timeoutMs / turnMs) return;
      reject(new Error(NO_ANSWER));
      if (lastReplyAtMs < sentAtMs) kept.renew(NO_ANSWER);
    }
  }

  async function waitForClient(): Promise<NodeRedis> {
    const leftMs = timeoutMs - kept.outageMs();
    const client = leftMs <= 0 ? undefined : await withDeadline(
      kept.whenReady(),
      leftMs,
      undefined,
    );
    if (client !== undefined) return client;
    throw new RedisUnavailableError(`Cannot use Redis: ${kept.problem}`);
  }

  async function send<T>(client: NodeRedis, command: (client: NodeRedis) => Promise<T>) {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const sent: Pending = { sentAtMs: performance.now(), sentInTurn: turn, reject };
    pending.add(sent);
    command(client).then(resolve, reject);
    try {
      const reply = await promise;
      lastReplyAtMs = performance.now();
      return reply;
    } finally {
      pending.delete(sent);
    }
  }

  return {
    get isReady() {
      return kept.client !== undefined;
    },
    whenReady: async () => void await kept.whenReady(),
    async run(command) {
      const client = kept.client ?? await waitForClient();
      try {
        return await send(client, command);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // After a failover the old master may keep its connections, but it is a replica now.
        if (reason.includes("READONLY")) kept.renew(reason);
        throw new RedisUnavailableError(`Cannot use Redis: ${explainRedisError(error)}`, {
          cause: error,
        });
      }
    },
    reconnect: kept.renew,
    async close() {
      clearInterval(watchdog);
      await kept.close();
    },
  };
}
