import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { explainRedisError } from "packages/storage/redis/explain_error.ts";
import {
  connectToRedis,
  NO_ANSWER,
  type NodeRedis,
  useOrDestroy,
} from "packages/storage/redis/node.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import type { RedisTarget } from "packages/storage/redis/url.ts";

const LONGEST_PAUSE_MS = 1_000;
const SETTLED_AFTER_MS = 1_000;

/** How to connect, and what to do after each connection. */
export interface KeepConnectedOptions {
  /** The purpose of the connection, for the log. */
  readonly use: string;
  readonly target: RedisTarget;
  /** Limit for connecting, and again for `prepare`. */
  readonly timeoutMs: number;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Part of connecting: the client can be used after this has succeeded. */
  readonly prepare?: (client: NodeRedis) => Promise<void>;
  /** Called each time a new client can be used. */
  readonly onReady?: () => void;
}

/** A connection to Redis that gets a new client after each loss. */
export interface KeptConnection {
  /** The connected client; undefined during an outage. */
  readonly client: NodeRedis | undefined;
  /** Why there is no connection, with the next step. */
  readonly problem: string;
  /** Milliseconds since the connection was lost, or since the start if there was none yet. */
  outageMs(): number;
  /**
   * Resolves with the connected client, or with the next one.
   * @throws RedisUnavailableError after `close`
   */
  whenReady(): Promise<NodeRedis>;
  /** Destroys the current client, if any, and connects a new one. */
  renew(reason: string): void;
  /** Destroys the client and stops connecting. */
  close(): Promise<void>;
}

/**
 * Connects, and connects again after each loss: at once the first time, then with growing pauses
 * (with jitter, at most a second).
 */
export function keepConnected(options: KeepConnectedOptions): KeptConnection {
  const { target, timeoutMs, prepare, onReady } = options;
  const report = createReport(options);
  let closed = false;
  let client: NodeRedis | undefined;
  let ready = createReadiness();
  let outageSinceMs = performance.now();
  let lose: (reason: Error) => void = () => {};
  const pause = createPause();

  async function connect(onLost: (reason: Error) => void): Promise<number> {
    const connected = await connectToRedis(target, timeoutMs, onLost);
    if (prepare !== undefined) {
      await useOrDestroy(connected, timeoutMs, () => prepare(connected));
    }
    client = connected;
    ready.resolve(connected);
    report.connected();
    onReady?.();
    return performance.now();
  }

  function disconnect(reason: Error): void {
    client?.destroy();
    client = undefined;
    ready = createReadiness();
    outageSinceMs = performance.now();
    if (!closed) report.lost(reason);
  }

  async function connectUntilClosed(): Promise<void> {
    for (let failures = 0; !closed;) {
      const lost = Promise.withResolvers<Error>();
      lose = lost.resolve;
      try {
        const readyAtMs = await connect(lost.resolve);
        disconnect(await lost.promise);
        failures = performance.now() - readyAtMs > SETTLED_AFTER_MS ? 0 : failures + 1;
      } catch (error) {
        if (!closed) report.failed(error);
        failures += 1;
      }
      if (!closed && failures > 0) await pause.wait(pauseMs(failures, options.randomBytes));
    }
  }
  const connecting = connectUntilClosed();

  return {
    get client() {
      return client;
    },
    get problem() {
      return report.problem;
    },
    outageMs: () => performance.now() - outageSinceMs,
    whenReady: () => ready.promise,
    renew: (reason) => lose(new Error(reason)),
    async close() {
      closed = true;
      pause.end();
      lose(new Error("closed"));
      await connecting;
      ready.reject(new RedisUnavailableError("Cannot use Redis: the connection was closed"));
    },
  };
}

/** Logs the states of a connection, each failure once, and remembers the last one. */
function createReport({ use, target, log }: KeepConnectedOptions) {
  const explain = (error: unknown) => explainRedisError(error, target.tls);
  const unknown = explain(new Error(NO_ANSWER));
  let problem = unknown;
  let logged: string | undefined;
  return {
    get problem() {
      return problem;
    },
    connected(): void {
      problem = unknown;
      logged = undefined;
      log.info("redis_connected", { use });
    },
    lost: (reason: Error) => log.warn("redis_connection_lost", { use, reason: explain(reason) }),
    failed(error: unknown): void {
      const reason = explain(error);
      // Also when the reason changes: Redis may be up now, with another password.
      if (reason !== logged) log.warn("redis_unreachable", { use, reason });
      problem = logged = reason;
    },
  };
}

/** A pause that `end` shortens. */
function createPause() {
  let end = () => {};
  return {
    async wait(ms: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      end = resolve;
      await promise;
      clearTimeout(timer);
    },
    end: () => end(),
  };
}

/** A promise for the next client. It is always handled: `close` rejects it even if no caller waits. */
function createReadiness(): PromiseWithResolvers<NodeRedis> {
  const ready = Promise.withResolvers<NodeRedis>();
  ready.promise.catch(() => {});
  return ready;
}

function pauseMs(failures: number, randomBytes: RandomBytes): number {
  const longestMs = Math.min(25 * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS);
  const jitter = randomBytes(1)[0]! / 255;
  return longestMs * (1 + jitter) / 2;
}
