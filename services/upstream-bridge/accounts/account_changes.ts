import { describeError, type Logger } from "packages/platform/log.ts";
import type { Redis, Subscription } from "packages/storage/redis/redis.ts";

/** A message is the id of an account. */
const CHANNEL = "upstream_bridge:v1";

/** Called with the id of an account that may have changed; undefined: any account may have, because hints were lost. */
export type ChangeListener = (accountId: string | undefined) => void;

/** Hints between all replicas that something of an account has changed: its state, an event, the end of a command. */
export interface AccountChanges {
  /** Sends a hint. Call it after the commit. Does not wait and never fails: who waits also reads again at an interval. */
  publish(accountId: string): void;
  /** Calls the listener, which must not throw, at each hint of any replica. Returns what ends that. */
  listen(listener: ChangeListener): () => void;
  /** Aborted when the process shuts down: waiting requests and event streams end. */
  readonly ending: AbortSignal;
  start(): Promise<void>;
  drain(): void;
  stop(): Promise<void>;
}

/** Creates {@link AccountChanges}: one subscription for the process. */
export function createAccountChanges(
  { redis, log }: { readonly redis: Redis; readonly log: Logger },
): AccountChanges {
  const listeners = new Set<ChangeListener>();
  const ending = new AbortController();
  let subscription: Subscription | undefined;
  const tell: ChangeListener = (accountId) => {
    for (const listener of listeners) listener(accountId);
  };

  return {
    publish(accountId) {
      redis.publish(CHANNEL, accountId).catch((error: unknown) => {
        log.warn("account_hint_not_sent", { error: describeError(error) });
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ending: ending.signal,
    async start() {
      subscription = await redis.subscribe(CHANNEL, {
        onMessage: tell,
        onResubscribed: () => tell(undefined),
      });
    },
    drain: () => ending.abort(),
    async stop() {
      ending.abort();
      await subscription?.close();
    },
  };
}
