/** One request that a simulator received, with what its vendor's `R` says of it. */
export type JournalEntry<R> = R & {
  /** 1 for the first request since the start or the last reset. */
  sequence: number;
  /** Arrival by the simulator's clock, ISO 8601. */
  time: string;
};

/** Every request in order of arrival, the last `maximumEntries` of them. */
export function createJournal<R>(
  { now, maximumEntries }: { now: () => number; maximumEntries: number },
) {
  let entries: JournalEntry<R>[] = [];
  let sequence = 0;

  return {
    /** Notes the arrival; the answer is filled into the returned entry. */
    record(request: R): JournalEntry<R> {
      sequence += 1;
      const entry = { sequence, time: new Date(now()).toISOString(), ...request };
      entries.push(entry);
      if (entries.length >= maximumEntries * 2) entries = entries.slice(-maximumEntries);
      return entry;
    },

    list(): JournalEntry<R>[] {
      return entries.slice(-maximumEntries);
    },

    /** Forgets everything and counts from 1 again. */
    clear(): void {
      entries = [];
      sequence = 0;
    },
  };
}
