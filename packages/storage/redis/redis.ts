/** A record that is only replaced as a whole. The version starts at 1 and grows by 1 with each write. */
export interface VersionedRecord {
  readonly version: number;
  readonly value: string;
}

/** A message that is published together with a write, for subscribers that wait for the change. */
export interface Hint {
  readonly channel: string;
  readonly message: string;
}

/** The receiver of a channel's messages. */
export interface Subscriber {
  /** Called with each message of the channel, in the order of publishing. It must not throw. */
  onMessage(message: string): void;
  /**
   * Called when the subscription works again after an interruption. Messages may have been lost, so
   * read again what you wait for. Not called for the subscription that `subscribe` itself confirmed.
   */
  onResubscribed(): void;
}

/** A running delivery of messages to one subscriber. */
export interface Subscription {
  /** Ends the delivery at once. A second call has no effect. */
  close(): Promise<void>;
}

/**
 * All operations that this project uses of Redis. Redis only holds data that can be recreated. A
 * lost message causes a delay but no wrong result, because waiters read again by version.
 *
 * While Redis cannot be reached, every call except `subscribe` and `close` rejects within about two
 * seconds. Times to live only remove old data: deadlines of the domain are stored as fields.
 */
export interface Redis {
  /**
   * Returns the record at `key`, or undefined.
   * @throws Error when the key holds something else
   */
  get(key: string): Promise<VersionedRecord | undefined>;

  /**
   * The versions of the records at `keys`, in this order; undefined for an absent key. One step, which blocks Redis for
   * about a microsecond per key: ask for a few hundred at most.
   * @throws Error when a key holds something else
   */
  versions(keys: readonly string[]): Promise<(number | undefined)[]>;

  /**
   * Replaces the record if its version is `expectedVersion` (0: the key is absent). In one step it
   * writes `value` with the next version, sets the time to live to `ttlMs` milliseconds and publishes
   * `hint`. Returns false and changes nothing when the record has another version.
   * @throws Error when the key holds something else
   */
  compareAndSet(
    key: string,
    expectedVersion: number,
    value: string,
    ttlMs: number,
    hint?: Hint,
  ): Promise<boolean>;

  /**
   * Sets a plain value (without version) for `ttlMs` milliseconds, such as a lock. Returns false and
   * changes nothing when the key exists.
   */
  setNxPx(key: string, value: string, ttlMs: number): Promise<boolean>;

  /** Removes the plain value if it is still `value`, so that only the holder releases a lock. */
  deleteIfEquals(key: string, value: string): Promise<boolean>;

  /** Adds 1 and returns the new count. The first increment sets the counter's time to live. */
  incrementWithTtl(key: string, ttlMs: number): Promise<number>;

  /** Sends `message` to all current subscribers of `channel`. */
  publish(channel: string, message: string): Promise<void>;

  /**
   * Resolves when the subscription works. If Redis cannot be reached, it resolves after about two
   * seconds, and `onResubscribed` reports later that the subscription works.
   */
  subscribe(channel: string, subscriber: Subscriber): Promise<Subscription>;

  /**
   * The health check, with a write.
   * @throws Error when Redis cannot be reached or takes no writes, or a subscription does not work
   */
  check(): Promise<void>;

  /** Ends all connections and subscriptions. */
  close(): Promise<void>;
}
