import type { JournalEntry } from "simulators/llm/state/journal.ts";

/** What every request carries through the Hono apps of the simulator. */
export interface Environment {
  Variables: {
    /** The request's entry in the journal; pages and the control API have none. */
    entry: JournalEntry;
  };
}
