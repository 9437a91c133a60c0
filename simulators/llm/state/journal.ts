/** One request the simulator received. Values are kept: it is a test tool. */
export interface JournalEntry {
  /** 1 for the first request since the start or the last reset. */
  sequence: number;
  /** Arrival, ISO 8601. */
  time: string;
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

const maximumEntries = 5_000;

export type Journal = ReturnType<typeof createJournal>;

/** Every request in order of arrival, the last 5,000 of them. */
export function createJournal({ now }: { now: () => number }) {
  let entries: JournalEntry[] = [];
  let sequence = 0;

  return {
    /** Notes the arrival; the rest is filled into the returned entry. */
    record(request: Pick<JournalEntry, "method" | "path">): JournalEntry {
      sequence += 1;
      const entry = { sequence, time: new Date(now()).toISOString(), ...request };
      entries.push(entry);
      if (entries.length >= maximumEntries * 2) entries = entries.slice(-maximumEntries);
      return entry;
    },

    list(): JournalEntry[] {
      return entries.slice(-maximumEntries);
    },

    /** Forgets everything and counts from 1 again. */
    clear(): void {
      entries = [];
      sequence = 0;
    },
  };
}
