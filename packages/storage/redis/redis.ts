/** A record that is only ever replaced as a whole; its version starts at 1 and grows by 1 a write. */
export interface VersionedRecord {
  readonly version: number;
  readonly value: string;
}

/** What is published together with a write, for those who wait for it. */
export interface Hint {
  readonly channel: string;
  readonly message: string;
}

export interface Subscriber {
  /** A message of the channel, in the order of publishing. It must not throw. */
  onMessage(message: string): void;
  /**
   * The subscription stands again after an interruption: messages may have been lost, re-read what
   * is waited for. Not called when `subscribe` itself could report the subscription as standing.
   */
  onResubscribed(): void;
}

export interface Subscription {
  /** Ends the delivery at once; harmless when called again. */
  close(): Promise<void>;
}

/**
 * All that this project asks of Redis. What is kept here can be had again: a lost message costs a
 * delay and never a result, because whoever waits re-reads by version.
 *
 * Every call but `subscribe` and `close` rejects, within about two seconds, while Redis cannot be
 * reached. Times to live are housekeeping: what the domain decides by time it stores as a field.
 */
export interface Redis {
  /** The record at `key`, or undefined. Throws when the key holds something else. */
  get(key: string): Promise<VersionedRecord | undefined>;

  /**
   * If the present version is `expectedVersion` (0: the key is absent), writes `value` with the
   * next version, lets it live for `ttlMs` milliseconds, publishes `hint`, all in one step, and
   * answers true. Else changes nothing and answers false.
   */
  compareAndSet(
    key: string,
    expectedVersion: number,
    value: string,
    ttlMs: number,
    hint?: Hint,
  ): Promise<boolean>;

  /** Sets a plain (unversioned) value for `ttlMs` milliseconds if the key is absent: a lock, a mark. */
  setNxPx(key: string, value: string, ttlMs: number): Promise<boolean>;

  /** Removes a plain value if it is still `value`: only the holder of a lock lets go of it. */
  deleteIfEquals(key: string, value: string): Promise<boolean>;

  /** Counts up and returns the new count; the first increment starts the `ttlMs` of the counter. */
  incrementWithTtl(key: string, ttlMs: number): Promise<number>;

  /** Sends `message` to all present subscribers of `channel`. */
  publish(channel: string, message: string): Promise<void>;

  /**
   * Resolves when the subscription stands. If Redis cannot be reached it resolves all the same
   * after about two seconds, and `onResubscribed` tells when the subscription stands.
   */
  subscribe(channel: string, subscriber: Subscriber): Promise<Subscription>;

  /** For readiness: throws a sentence when Redis cannot be reached or a subscription does not stand. */
  check(): Promise<void>;

  /** Ends all connections and subscriptions. */
  close(): Promise<void>;
}
