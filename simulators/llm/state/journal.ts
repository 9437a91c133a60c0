import {
  createJournal as createSharedJournal,
  type JournalEntry as EntryOf,
} from "simulators/shared/journal.ts";

/** One request the simulator received. Values are kept: it is a test tool. */
interface ReceivedRequest {
  method: string;
  path: string;
  /** The JSON body of a completion. */
  request?: unknown;
  /** HTTP status; absent while the first byte is awaited. */
  status?: number;
  /**
   * How the body of a completion ended; `gone`: the caller hung up first, `cut`: we did. Absent while
   * it is under way.
   */
  ending?: "complete" | "gone" | "cut";
  /** Chunks of a stream that were sent, the one with the role included. */
  chunks?: number;
}

export type JournalEntry = EntryOf<ReceivedRequest>;

export type Journal = ReturnType<typeof createJournal>;

/** Every request in order of arrival, the last 5,000 of them. */
export function createJournal({ now }: { now: () => number }) {
  return createSharedJournal<ReceivedRequest>({ now, maximumEntries: 5_000 });
}
