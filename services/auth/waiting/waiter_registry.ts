import { loginError } from "packages/login/errors.ts";

const WAITS_PER_ATTEMPT_MAX = 20;

/** One held request. Register first, read the record then, wait only after that: so no hint is lost. */
export interface Waiter {
  /** Resolves when the record may have changed, `dueAt` is reached, or the process drains. */
  wait(dueAt: number): Promise<void>;
  /** Tells the sweep which version this waiter has read. */
  saw(version: number): void;
  release(): void;
}

/** A registered waiter, seen from those who wake it. */
export interface WaiterEntry {
  version: number;
  /** Ends the wait, or the next one when there is none at the moment. */
  wake(): void;
}

/** Who waits for which attempt. */
export interface WaiterRegistry {
  /** @throws AppError 429 for the 21st wait of an attempt, 503 when there are `max` already. */
  register(sessionId: string): Waiter;
  readonly count: number;
  sessionIds(): string[];
  entriesOf(sessionId: string): Iterable<WaiterEntry>;
  all(): WaiterEntry[];
}

/** What a registry works with. */
export interface RegistryDeps {
  readonly max: number;
  /** Calls back at `dueAt`, unless the function that it returns is called before. */
  addTimer(dueAt: number, onDue: () => void): () => void;
  /** True once nobody is to wait any more. */
  isDraining(): boolean;
}

/** See {@link WaiterRegistry}. */
export function createWaiterRegistry(deps: RegistryDeps): WaiterRegistry {
  const waiting = new Map<string, Set<WaiterEntry>>();
  let total = 0;
  return {
    register(sessionId) {
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
      const takeBack = deps.addTimer(dueAt, () => endWait?.());
      endWait = () => {
        endWait = undefined;
        isWoken = false;
        takeBack();
        resolve();
      };
      if (isWoken || deps.isDraining()) endWait();
    });
  return { entry, wait };
}
