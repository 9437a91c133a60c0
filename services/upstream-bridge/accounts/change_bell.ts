import type { AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";

/** Wakes a request that waits for news of an account. */
export interface ChangeBell {
  /**
   * Resolves at the next hint about the account, when the caller leaves, and when the process shuts down. Take it before
   * reading: then no hint between the reading and the waiting is lost.
   */
  next(): Promise<void>;
  /** Whether waiting has no sense any more: the caller has left, or the process shuts down. */
  readonly isOver: boolean;
  close(): void;
}

/** Creates a {@link ChangeBell}. @param accountId undefined: any account */
export function createChangeBell(
  { listen, ending }: Pick<AccountChanges, "listen" | "ending">,
  accountId: string | undefined,
  left?: AbortSignal,
): ChangeBell {
  let { promise, resolve } = Promise.withResolvers<void>();
  const ring = () => {
    resolve();
    ({ promise, resolve } = Promise.withResolvers<void>());
  };
  const stopListening = listen((id) => {
    if (accountId === undefined || id === undefined || id === accountId) ring();
  });
  const signals = left === undefined ? [ending] : [ending, left];
  for (const signal of signals) signal.addEventListener("abort", ring);
  return {
    next: () => promise,
    get isOver() {
      return signals.some(({ aborted }) => aborted);
    },
    close() {
      stopListening();
      for (const signal of signals) signal.removeEventListener("abort", ring);
    },
  };
}
