import { loginError } from "packages/login/errors.ts";
import type { TimerSlot, TimerWheel } from "services/auth/waiting/timer_wheel.ts";

const WAITS_PER_ATTEMPT_MAX = 20;

/** The waiters of this process, by attempt. */
export interface WaiterRegistry {
  /** @throws AppError 429 for the 21st waiter of an attempt, 503 when there are already `max` waiters. */
  add(sessionId: string): Waiter;
  readonly count: number;
  sessionIds(): string[];
  waitersOf(sessionId: string): readonly Waiter[];
  all(): Waiter[];
}

/** The dependencies of a registry. */
export interface RegistryDeps {
  readonly max: number;
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
  let total = 0;

  function remove(waiter: Waiter): void {
    const waiters = waiting.get(waiter.sessionId) ?? [];
    const index = waiters.indexOf(waiter);
    if (index === -1) return;
    total -= 1;
    if (waiters.length === 1) waiting.delete(waiter.sessionId);
    else waiting.set(waiter.sessionId, waiters.toSpliced(index, 1));
    waiter.wake();
  }

  return {
    add(sessionId) {
      const waiters = waiting.get(sessionId) ?? [];
      if (waiters.length >= WAITS_PER_ATTEMPT_MAX) {
        throw loginError("login_waits_exceeded", { retryAfterSeconds: 5 });
      }
      if (total >= deps.max) throw loginError("login_server_busy", { retryAfterSeconds: 2 });
      const waiter = new Waiter(sessionId, deps, remove);
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
