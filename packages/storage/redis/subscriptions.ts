import type { Subscriber, Subscription } from "packages/storage/redis/redis.ts";
import { RedisConnection, type RedisConnectionOptions } from "packages/storage/redis/connection.ts";

const MISSES_BEFORE_RECONNECT = 2;

export interface RedisSubscriptionsOptions
  extends Omit<RedisConnectionOptions, "use" | "prepare" | "onReady"> {
  /** The connection of ordinary commands; it publishes the heartbeats. */
  readonly commands: RedisConnection;
  /** A channel that is nobody else's. */
  readonly heartbeatChannel: string;
  readonly heartbeatEveryMs: number;
}

interface Member {
  readonly subscriber: Subscriber;
  /** Whether `subscribe` has returned: from then on a (re)subscription is told to the subscriber. */
  returned: boolean;
}

/**
 * The subscriptions of this process, all over one connection. A heartbeat proves the whole way:
 * a message published over the command connection must come back; when two in a row do not, the
 * connection is renewed, although it may look healthy.
 */
export class RedisSubscriptions {
  readonly #options: RedisSubscriptionsOptions;
  readonly #channels = new Map<string, Set<Member>>();
  readonly #connection: RedisConnection;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #turn: Promise<void> = Promise.resolve();
  #misses = 0;

  constructor(options: RedisSubscriptionsOptions) {
    this.#options = options;
    this.#connection = new RedisConnection({
      ...options,
      use: "subscriptions",
      prepare: (client) =>
        client.subscribe([options.heartbeatChannel, ...this.#channels.keys()], this.#dispatch),
      onReady: () => void this.#announce(),
    });
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatEveryMs);
  }

  get isReady(): boolean {
    return this.#connection.isReady;
  }

  async subscribe(channel: string, subscriber: Subscriber): Promise<Subscription> {
    const member: Member = { subscriber, returned: false };
    const members = this.#channels.get(channel) ?? new Set<Member>();
    this.#channels.set(channel, members.add(member));
    try {
      await this.#inTurn(() =>
        this.#connection.run((client) => client.subscribe(channel, this.#dispatch))
      );
    } catch {
      // Not now: the channel is part of the next connection, and the subscriber is told then.
    }
    member.returned = true;
    return { close: () => this.#unsubscribe(channel, member) };
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#channels.clear();
    await this.#connection.close();
  }

  readonly #dispatch = (message: string, channel: string): void => {
    if (channel === this.#options.heartbeatChannel) this.#misses = 0;
    for (const { subscriber } of this.#channels.get(channel) ?? []) subscriber.onMessage(message);
  };

  async #unsubscribe(channel: string, member: Member): Promise<void> {
    const members = this.#channels.get(channel);
    if (!members?.delete(member) || members.size > 0) return;
    this.#channels.delete(channel);
    await this.#inTurn(async () => {
      if (!this.isReady || this.#channels.has(channel)) return;
      await this.#connection.run((client) => client.unsubscribe(channel));
    }).catch(() => {
      // The connection is gone, and the next one does not know the channel.
    });
  }

  /** node-redis forgets a subscription that is asked for while the same channel is being left. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #announce(): Promise<void> {
    this.#misses = 0;
    const interrupted = [...this.#channels.values()].flatMap((members) => [...members])
      .filter((member) => member.returned);
    try {
      // Who is told will read: so not before reading works.
      await this.#options.commands.whenReady();
    } catch {
      return; // closed
    }
    for (const { subscriber } of interrupted) subscriber.onResubscribed();
  }

  #beat(): void {
    if (!this.isReady) return;
    if (this.#misses >= MISSES_BEFORE_RECONNECT) {
      this.#misses = 0;
      this.#connection.reconnect("heartbeats did not come back");
      return;
    }
    this.#misses += 1;
    const { commands, heartbeatChannel } = this.#options;
    commands.run((client) => client.publish(heartbeatChannel, "heartbeat")).catch(() => {
      // Nothing was sent, so nothing can come back.
      this.#misses = 0;
    });
  }
}
