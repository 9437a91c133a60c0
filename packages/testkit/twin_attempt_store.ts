import { type AttemptStore, createAttemptStore } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";
import { createRedisTwin } from "packages/storage/redis_twin.ts";

/** Login attempts in the Redis twin. */
export function createTwinAttemptStore(clock: Clock): AttemptStore {
  return createAttemptStore({ redis: createRedisTwin({ clock }), clock });
}
