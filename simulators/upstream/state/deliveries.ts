import { createJournal, type JournalEntry } from "simulators/shared/journal.ts";

/** One HTTP request of a delivery. */
interface Attempt {
  /** When it was sent, by the simulator's clock, ISO 8601. */
  time: string;
  durationMs: number;
  /** HTTP status, when an answer came in time. */
  status?: number;
  /** Why none came. */
  error?: "timeout" | "connection";
}

interface Callback {
  uuid: string;
  type: number | string;
  /** Where it goes; empty without a registration. */
  url: string;
  /** What was sent, at most 2048 characters of it. */
  body: string;
  /** `unregistered`: the instance has no callback address. `dropped`: by a fault. */
  state: "waiting" | "sending" | "accepted" | "failed" | "unregistered" | "dropped";
  attempts: Attempt[];
}

/** One callback with all its attempts. */
export type Delivery = JournalEntry<Callback>;

/** The callbacks sent and being sent, the last 5,000 of them. */
export function createDeliveries({ now }: { now: () => number }) {
  const journal = createJournal<Callback>({ now, maximumEntries: 5_000 });
  let running = new AbortController();
  return {
    list: journal.list,
    add: (callback: Omit<Callback, "attempts">): Delivery =>
      journal.record({ ...callback, attempts: [] }),

    /** Aborts when all running deliveries must end. */
    get signal(): AbortSignal {
      return running.signal;
    },

    /** Ends running deliveries, removes all, and counts from 1 again. */
    clear(): void {
      running.abort();
      running = new AbortController();
      journal.clear();
    },
  };
}
