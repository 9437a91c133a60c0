import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { connectToRedis, type NodeRedis } from "packages/storage/redis/node.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import type { RedisTarget } from "packages/storage/redis/url.ts";

const LONGEST_PAUSE_MS = 1_000;
const SETTLED_AFTER_MS = 1_000;
const NO_ANSWER = "no answer in time";

export interface RedisConnectionOptions {
  /** For the log: what the connection is for. */
  readonly use: string;
  readonly target: RedisTarget;
  /** How long a command may take, and how long an outage is waited for. */
  readonly timeoutMs: number;
  readonly randomBytes: RandomBytes;
  readonly logger: Logger;
  /** Part of connecting: the connection counts as ready when it has succeeded. */
  readonly prepare?: (client: NodeRedis) => Promise<void>;
  /** After each time the connection has become ready. */
  readonly onReady?: () => void;
}

interface Pending {
  readonly sentAtMs: number;
  readonly reject: (error: Error) => void;
}

/**
 * One connection that is always restored: after a loss at once, then with growing pauses (jittered,
 * at most a second), each time with a fresh client. A command that gets no answer in time is
 * rejected, and if nothing at all was answered since, the connection counts as hung and is renewed.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #pending = new Set<Pending>();
  readonly #watchdog: ReturnType<typeof setInterval>;
  readonly #restoring: Promise<void>;
  #closed = false;
  #client: NodeRedis | undefined;
  #ready = readiness();
  #lose: (reason: Error) => void = () => {};
  #endPause: () => void = () => {};
  #outageSinceMs = performance.now();
  #lastReplyAtMs = 0;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    const checkEveryMs = Math.min(250, options.timeoutMs / 4);
    this.#watchdog = setInterval(() => this.#rejectOverdue(), checkEveryMs);
    this.#restoring = this.#keepConnected();
  }

  get isReady(): boolean {
    return this.#client !== undefined;
  }

  /** Resolves when the connection is ready, however long that takes; throws after `close`. */
  async whenReady(): Promise<void> {
    await this.#ready.promise;
  }

  /**
   * Runs a command. A young outage is waited for, so that a short cut goes unnoticed; a lasting
   * one fails at once. Throws RedisUnavailableError, also when it is unknown whether the command
   * was carried out.
   */
  async run<T>(command: (client: NodeRedis) => Promise<T>): Promise<T> {
    const client = this.#client ?? await this.#waitForClient();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const pending: Pending = { sentAtMs: performance.now(), reject };
    this.#pending.add(pending);
    command(client).then(resolve, reject);
    try {
      const reply = await promise;
      this.#lastReplyAtMs = performance.now();
      return reply;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // A server that has become a replica keeps the connection, but the master is elsewhere now.
      if (reason.includes("READONLY")) this.reconnect(reason);
      throw new RedisUnavailableError(`Cannot use Redis: ${reason}`, { cause: error });
    } finally {
      this.#pending.delete(pending);
    }
  }

  /** Drops the present connection, if any, and makes a new one. */
  reconnect(reason: string): void {
    this.#lose(new Error(reason));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watchdog);
    this.#endPause();
    this.reconnect("closed");
    await this.#restoring;
    this.#ready.reject(new RedisUnavailableError("Cannot use Redis: the connection was closed"));
  }

  async #keepConnected(): Promise<void> {
    for (let failures = 0; !this.#closed;) {
      const lost = Promise.withResolvers<Error>();
      this.#lose = lost.resolve;
      try {
        const readyAtMs = await this.#connect(lost.resolve);
        const reason = await lost.promise;
        this.#disconnect(reason);
        failures = performance.now() - readyAtMs > SETTLED_AFTER_MS ? 0 : failures + 1;
      } catch (error) {
        if (failures === 0) this.#log("redis.unreachable", error);
        failures += 1;
      }
      if (!this.#closed) await this.#pause(failures);
    }
  }

  async #connect(onLost: (reason: Error) => void): Promise<number> {
    const { target, timeoutMs, prepare, use, logger } = this.#options;
    const client = await connectToRedis(target, timeoutMs, onLost);
    try {
      await bounded(timeoutMs, prepare?.(client), new Error(NO_ANSWER));
    } catch (error) {
      client.destroy();
      throw error;
    }
    this.#client = client;
    this.#ready.resolve(client);
    logger.info("redis.connected", { use });
    this.#options.onReady?.();
    return performance.now();
  }

  #disconnect(reason: Error): void {
    const client = this.#client;
    this.#client = undefined;
    this.#ready = readiness();
    this.#outageSinceMs = performance.now();
    client?.destroy();
    this.#log("redis.connection.lost", reason);
  }

  async #waitForClient(): Promise<NodeRedis> {
    const leftMs = this.#outageSinceMs + this.#options.timeoutMs - performance.now();
    const unavailable = new RedisUnavailableError("Cannot use Redis: it cannot be reached");
    if (this.#closed || leftMs <= 0) throw unavailable;
    return await bounded(leftMs, this.#ready.promise, unavailable);
  }

  #rejectOverdue(): void {
    const overdueMs = performance.now() - this.#options.timeoutMs;
    for (const { sentAtMs, reject } of this.#pending) {
      if (sentAtMs > overdueMs) return;
      reject(new Error(NO_ANSWER));
      if (this.#lastReplyAtMs < sentAtMs) this.reconnect(NO_ANSWER);
    }
  }

  #log(event: string, error: unknown): void {
    if (this.#closed) return;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    this.#options.logger.warn(event, { use: this.#options.use, reason });
  }

  async #pause(failures: number): Promise<void> {
    if (failures === 0) return;
    const longestMs = Math.min(25 * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS);
    const jitter = this.#options.randomBytes(1)[0]! / 255;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestMs * (1 + jitter) / 2);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Who waits for a connection; nobody may, and `close` rejects all the same. */
function readiness(): PromiseWithResolvers<NodeRedis> {
  const ready = Promise.withResolvers<NodeRedis>();
  ready.promise.catch(() => {});
  return ready;
}

async function bounded<T>(timeoutMs: number, step: T | Promise<T>, late: Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late), timeoutMs);
  return await Promise.race([step, promise]).finally(() => clearTimeout(timer));
}
