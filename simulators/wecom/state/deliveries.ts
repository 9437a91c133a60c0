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
  corpId: string;
  channel: string;
  person: string;
  url: string;
  /** MsgId, msgid of a bot, or Token of a kf event; empty for events, which have none. */
  msgId: string;
  /** The plaintext of the envelope. */
  plain: string;
  /**
   * `waiting` (for its turn), `sending` (attempts are running), `streaming` (a bot's answer is being
   * refreshed), `accepted`, `failed` (no more attempts), `refused` (three were running with the bot),
   * `cancelled` (by a reset).
   */
  state: "waiting" | "sending" | "streaming" | "accepted" | "failed" | "refused" | "cancelled";
  attempts: Attempt[];
  /** The reply in the answer's body, if there is one. */
  reply?: { msgtype: string };
  /** Why nothing could be sent, or why the answer's body could not be used. */
  problem?: string;
}

/** One callback with all its attempts. */
export type Delivery = JournalEntry<Callback>;

/** The callbacks sent and being sent, the last 10,000 of them. */
export function createDeliveryStore({ now }: { now: () => number }) {
  const journal = createJournal<Callback>({ now, maximumEntries: 10_000 });
  let running = new AbortController();

  return {
    list: journal.list,
    add: (callback: Omit<Callback, "state" | "attempts">): Delivery =>
      journal.record({ ...callback, state: "waiting", attempts: [] }),

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
