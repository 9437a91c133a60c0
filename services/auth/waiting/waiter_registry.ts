import { loginError } from "packages/login/errors.ts";

const WAITS_PER_ATTEMPT_MAX = 20;

/** One waiting request. Add it, then read the record, then wait: in this order no hint is lost. */
export interface Waiter {
  /** Resolves when the record may have changed, `dueAt` is reached, or the process drains. */
  wait(dueAt: number): Promise<void>;
  /** Stores the version that this waiter has read, for the sweep. */
  saw(version: number): void;
  /** Ends the wait and removes the waiter. */
  release(): void;
}

/** A waiter, as hints, sweep and drain see it. */
export interface WaiterEntry {
  /** The version that the waiter has read last. */
  version: number;
  /** Ends the present wait, or the next one when the waiter is not waiting. */
  wake(): void;
}

/** The waiters of this process, by attempt. */
export interface WaiterRegistry {
  /** @throws AppError 429 for the 21st waiter of an attempt, 503 when there are already `max` waiters. */
  add(sessionId: string): Waiter;
  readonly count: number;
  sessionIds(): string[];
  entriesOf(sessionId: string): Iterable<WaiterEntry>;
  all(): WaiterEntry[];
}

/** The dependencies of a registry. */
export interface RegistryDeps {
  readonly max: number;
  /** Calls `onDue` at `dueAt`; the returned function cancels that. */
  addTimer(dueAt: number, onDue: () => void): () => void;
  /** True while the process shuts down: a wait ends at once. */
  isDraining(): boolean;
}

/** See {@link WaiterRegistry}. */
export function createWaiterRegistry(deps: RegistryDeps): WaiterRegistry {
  const waiting = new Map<string, Set<WaiterEntry>>();
  let total = 0;
  return {
    add(sessionId) {
      const entries = waiting.get(sessionId) ?? new Set<WaiterEntry>();
      if (entries.size >= WAITS_PER_ATTEMPT_MAX) {
        throw loginError("login_waits_exceeded", { retryAfterSeconds: 5 });
      }
      if (total >= deps.max) throw loginError("login_server_busy", { retryAfterSeconds: 2 });
      const { entry, wait } = createEntry(deps);
      waiting.set(sessionId, entries.add(entry));
      total += 1;
      return {
        saw: (version) => void (entry.version = version),
        wait,
        release() {
          if (!entries.delete(entry)) return;
          total -= 1;
          if (entries.size === 0) waiting.delete(sessionId);
          entry.wake();
        },
      };
    },
    get count() {
      return total;
    },
    sessionIds: () => [...waiting.keys()],
    entriesOf: (sessionId) => waiting.get(sessionId) ?? [],
    all: () => [...waiting.values()].flatMap((entries) => [...entries]),
  };
}

function createEntry(deps: RegistryDeps): { entry: WaiterEntry; wait: Waiter["wait"] } {
  let endWait: (() => void) | undefined;
  let isWoken = false;
  const entry: WaiterEntry = {
    version: -1,
    wake() {
      isWoken = true;
      endWait?.();
    },
  };
  const wait = (dueAt: number) =>
    new Promise<void>((resolve) => {
      const cancel = deps.addTimer(dueAt, () => endWait?.());
      endWait = () => {
        endWait = undefined;
        isWoken = false;
        cancel();
        resolve();
      };
      if (isWoken || deps.isDraining()) endWait();
    });
  return { entry, wait };
}
