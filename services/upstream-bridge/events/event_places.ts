import { httpError } from "packages/platform/http/errors.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

/** Open streams of one process. */
const STREAMS_MAX = 300;
/** Open streams of one caller, who may have several pages open. */
const STREAMS_PER_CALLER_MAX = 20;

/** The places for open event streams in this process. */
export interface EventPlaces {
  /** Takes a place; the result frees it. @throws AppError 429 when the caller has its share, 503 when all are taken */
  take(caller: string): () => void;
  readonly count: number;
}

/** Creates {@link EventPlaces}. */
export function createEventPlaces(
  { max = STREAMS_MAX, maxPerCaller = STREAMS_PER_CALLER_MAX } = {},
): EventPlaces {
  const taken = new Map<string, number>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    take(caller) {
      const mine = taken.get(caller) ?? 0;
      if (mine >= maxPerCaller) {
        throw bridgeError("bridge_streams_exceeded", { retryAfterSeconds: 5 });
      }
      if (count >= max) throw httpError("service_unavailable", { retryAfterSeconds: 5 });
      taken.set(caller, mine + 1);
      count += 1;
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        count -= 1;
        const left = taken.get(caller)! - 1;
        if (left === 0) taken.delete(caller);
        else taken.set(caller, left);
      };
    },
  };
}
