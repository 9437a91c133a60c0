import {
  openRedisConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from "packages/storage/redis/connection.ts";
import type { Subscriber, Subscription } from "packages/storage/redis/redis.ts";

const MISSES_BEFORE_RECONNECT = 2;

/** How to connect, and how to check that messages arrive. */
export interface RedisSubscriptionsOptions
  extends Omit<RedisConnectionOptions, "use" | "prepare" | "onReady"> {
  /** The connection for ordinary commands; heartbeats are published over it. */
  readonly commands: RedisConnection;
  /** A channel that only this process uses. */
  readonly heartbeatChannel: string;
  readonly heartbeatEveryMs: number;
}

/** The subscriptions of this process, all over one connection. */
export interface RedisSubscriptions {
  readonly isReady: boolean;
  /** As `Redis.subscribe`. */
  subscribe(channel: string, subscriber: Subscriber): Promise<Subscription>;
  close(): Promise<void>;
}

interface Member {
  readonly subscriber: Subscriber;
  /** Whether `subscribe` has returned. From then on the subscriber is notified of reconnections. */
  returned: boolean;
}

/**
 * Opens the connection for subscriptions. A heartbeat checks the whole path: a message published
 * over the command connection must arrive. When two in a row do not, the connection is renewed,
 * even if it looks healthy.
 */
export function openRedisSubscriptions(options: RedisSubscriptionsOptions): RedisSubscriptions {
  const { commands, heartbeatChannel } = options;
  const channels = new Map<string, Set<Member>>();
  const inTurn = createTurns();
  const connection = openRedisConnection({
    ...options,
    use: "subscriptions",
    prepare: (client) => client.subscribe([heartbeatChannel, ...channels.keys()], dispatch),
    onReady: () => void announce(),
  });
  const heartbeat = startHeartbeat({
    everyMs: options.heartbeatEveryMs,
    isReady: () => connection.isReady,
    send: () =>
      commands.run((client) => client.sendCommand(["PUBLISH", heartbeatChannel, "heartbeat"])),
    onSilence: () => connection.reconnect("heartbeats did not come back"),
  });

  function dispatch(message: string, channel: string): void {
    if (channel === heartbeatChannel) heartbeat.reset();
    for (const { subscriber } of channels.get(channel) ?? []) subscriber.onMessage(message);
  }

  async function announce(): Promise<void> {
    heartbeat.reset();
    const interrupted = [...channels.values()].flatMap((members) => [...members])
      .filter((member) => member.returned);
    try {
      // Subscribers read again on this call, so wait until commands work.
      await commands.whenReady();
    } catch {
      return; // closed
    }
    for (const { subscriber } of interrupted) subscriber.onResubscribed();
  }

  async function unsubscribe(channel: string, member: Member): Promise<void> {
    const members = channels.get(channel);
    if (!members?.delete(member) || members.size > 0) return;
    channels.delete(channel);
    await inTurn(async () => {
      if (!connection.isReady || channels.has(channel)) return;
      await connection.run((client) => client.unsubscribe(channel));
    }).catch(() => {
      // The connection was lost, and the next one does not subscribe to this channel.
    });
  }

  return {
    get isReady() {
      return connection.isReady;
    },
    async subscribe(channel, subscriber) {
      const member: Member = { subscriber, returned: false };
      channels.set(channel, (channels.get(channel) ?? new Set<Member>()).add(member));
      // Without a connection: the next one subscribes to the channel and notifies the subscriber.
      await inTurn(() => connection.run((client) => client.subscribe(channel, dispatch)))
        .catch(() => {});
      member.returned = true;
      return { close: () => unsubscribe(channel, member) };
    },
    async close() {
      heartbeat.stop();
      channels.clear();
      await connection.close();
    },
  };
}

/** Runs steps one after the other: node-redis loses a subscription that is made during an unsubscription. */
function createTurns() {
  let turn: Promise<void> = Promise.resolve();
  return (step: () => Promise<void>): Promise<void> => {
    const done = turn.then(step);
    turn = done.catch(() => {});
    return done;
  };
}

function startHeartbeat({ everyMs, isReady, send, onSilence }: {
  readonly everyMs: number;
  readonly isReady: () => boolean;
  readonly send: () => Promise<unknown>;
  readonly onSilence: () => void;
}) {
  let misses = 0;
  const reset = () => void (misses = 0);
  const beat = () => {
    if (!isReady()) return;
    if (misses >= MISSES_BEFORE_RECONNECT) {
      reset();
      return onSilence();
    }
    misses += 1;
    // A heartbeat that was not sent is no miss.
    send().catch(reset);
  };
  const timer = setInterval(beat, everyMs);
  return { reset, stop: () => clearInterval(timer) };
}
