import type { JournalEntry as EntryOf } from "simulators/shared/journal.ts";

/** One request that the simulator received. */
export interface ReceivedRequest {
  method: string;
  path: string;
  /** The JSON body of a completion. */
  request?: unknown;
  /** HTTP status; absent before the first byte. */
  status?: number;
  /** How the body of a completion ended: `gone` by the caller, `cut` by the simulator. Absent while it is running. */
  ending?: "complete" | "gone" | "cut";
  /** Chunks of a stream that were sent, with the one that has the role. */
  chunks?: number;
}

/** One entry of the journal. */
export type JournalEntry = EntryOf<ReceivedRequest>;
