import { loginError } from "packages/login/errors.ts";
import type { AppError } from "packages/platform/errors.ts";
import type { TimerSlot, TimerWheel } from "services/auth/waiting/timer_wheel.ts";

const WAITS_PER_ATTEMPT_MAX = 20;
/** One address may have this part of all places, so that ten addresses are needed to take them all. */
const ADDRESS_SHARE = 1 / 10;

/**
 * How many requests of one address may wait.
 * @param factor RATE_LIMIT_FACTOR, for offices where many people share one address
 */
export function placesPerAddress(max: number, factor: number): number {
  // One attempt always has its places, also in a small process.
  return Math.min(max, Math.max(WAITS_PER_ATTEMPT_MAX, Math.ceil(max * ADDRESS_SHARE * factor)));
}

/** The waiters of this process, by attempt. */
export interface WaiterRegistry {
  /**
   * Adds a waiter. Returns the refusal in its place: 429 for the 21st waiter of an attempt and for an address that has its
   * share, 503 when there are already `max` waiters.
   * @param address as for rate limits: `limitedAddress`
   */
  add(sessionId: string, address: string): Waiter | AppError;
  readonly count: number;
  sessionIds(): string[];
  waitersOf(sessionId: string): readonly Waiter[];
  all(): Waiter[];
}

/** The dependencies of a registry. */
export interface RegistryDeps {
  readonly max: number;
  readonly maxPerAddress: number;
  readonly wheel: TimerWheel;
  /** True while the process shuts down: a wait ends at once. */
  isDraining(): boolean;
}

/**
 * One waiting request. Add it, then read the record, then wait: in this order no hint is lost. A class without closures,
 * because a process keeps thousands.
 */
export class Waiter {
  /** The version that was read last, for the sweep. */
  version = -1;
  readonly #deps: RegistryDeps;
  readonly #remove: (waiter: Waiter) => void;
  #isWoken = false;
  #resolve: (() => void) | undefined;
  #slot: TimerSlot | undefined;

  constructor(
    readonly sessionId: string,
    readonly address: string,
    deps: RegistryDeps,
    remove: (waiter: Waiter) => void,
  ) {
    this.#deps = deps;
    this.#remove = remove;
  }

  /** Resolves when the record may have changed, `dueAt` is reached, or the process drains. */
  wait(dueAt: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resolve = resolve;
    this.#slot = this.#deps.wheel.add(dueAt, this);
    if (this.#isWoken || this.#deps.isDraining()) this.onDue();
    return promise;
  }

  /** Ends the present wait, or the next one when the waiter is not waiting. */
  wake(): void {
    this.#isWoken = true;
    this.onDue();
  }

  /** Ends the wait and removes the waiter. A second call has no effect. */
  release(): void {
    this.#remove(this);
  }

  /** The deadline of the present wait. */
  onDue(): void {
    if (this.#resolve === undefined) return;
    this.#slot?.delete(this);
    this.#resolve();
    this.#resolve = this.#slot = undefined;
    this.#isWoken = false;
  }

  /** As a listener of `abort`: the caller has closed the connection. */
  handleEvent(): void {
    this.release();
  }
}

/** See {@link WaiterRegistry}. */
export function createWaiterRegistry(deps: RegistryDeps): WaiterRegistry {
  const waiting = new Map<string, Waiter[]>();
  const placesTaken = new Map<string, number>();
  let total = 0;

  function remove(waiter: Waiter): void {
    const waiters = waiting.get(waiter.sessionId) ?? [];
    const index = waiters.indexOf(waiter);
    if (index === -1) return;
    total -= 1;
    const taken = placesTaken.get(waiter.address)! - 1;
    if (taken === 0) placesTaken.delete(waiter.address);
    else placesTaken.set(waiter.address, taken);
    if (waiters.length === 1) waiting.delete(waiter.sessionId);
    else waiting.set(waiter.sessionId, waiters.toSpliced(index, 1));
    waiter.wake();
  }

  return {
    add(sessionId, address) {
      const waiters = waiting.get(sessionId) ?? [];
      const taken = placesTaken.get(address) ?? 0;
      if (total >= deps.max) return loginError("login_server_busy", { retryAfterSeconds: 2 });
      if (waiters.length >= WAITS_PER_ATTEMPT_MAX || taken >= deps.maxPerAddress) {
        return loginError("login_waits_exceeded", { retryAfterSeconds: 5 });
      }
      const waiter = new Waiter(sessionId, address, deps, remove);
      placesTaken.set(address, taken + 1);
      waiting.set(sessionId, [...waiters, waiter]);
      total += 1;
      return waiter;
    },
    get count() {
      return total;
    },
    sessionIds: () => [...waiting.keys()],
    waitersOf: (sessionId) => waiting.get(sessionId) ?? [],
    all: () => [...waiting.values()].flat(),
  };
}
