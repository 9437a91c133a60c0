/** So many failures without a success between them: the receiver is down. */
const DOWN_AFTER = 5;

/** Slows attempts down while the receiver is down. */
export interface ReceiverPace {
  readonly isDown: boolean;
  /** Resolves when an attempt may start. @throws DOMException when `signal` is aborted */
  enter(signal: AbortSignal): Promise<void>;
  /** Reports how an attempt ended. Returns whether the receiver is down or back since this attempt. */
  report(isDelivered: boolean): "down" | "back" | undefined;
}

/**
 * Creates the pace of one process. While the receiver is down, one attempt starts every `everyMs`: a flood of events costs
 * the database and the receiver little, and its return is noticed soon. Then all attempts that wait start at once.
 */
export function createReceiverPace({ everyMs = 1_000 } = {}): ReceiverPace {
  let failures = 0;
  let nextAt = 0;
  let back = Promise.withResolvers<void>();
  return {
    get isDown() {
      return failures >= DOWN_AFTER;
    },
    async enter(signal) {
      if (failures < DOWN_AFTER) return;
      const now = performance.now();
      nextAt = Math.max(nextAt + everyMs, now);
      await pause(nextAt - now, back.promise, signal);
    },
    report(isDelivered) {
      const before = failures;
      failures = isDelivered ? 0 : failures + 1;
      if (!isDelivered) return failures === DOWN_AFTER ? "down" : undefined;
      if (before < DOWN_AFTER) return undefined;
      nextAt = 0;
      back.resolve();
      back = Promise.withResolvers();
      return "back";
    },
  };
}

/** Waits `ms` milliseconds, or until `ended` resolves. */
async function pause(ms: number, ended: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const abort = () => resolve();
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([promise, ended]);
    signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
