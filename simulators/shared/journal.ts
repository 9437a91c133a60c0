import type { ControlApi } from "simulators/shared/control_api.ts";

/** One request that a simulator received: `R` is what its vendor's simulator notes. */
export type JournalEntry<R> = R & {
  /** 1 for the first request since the start or the last reset. */
  sequence: number;
  /** Arrival by the simulator's clock, ISO 8601. */
  time: string;
};

export type Journal<R> = ReturnType<typeof createJournal<R>>;

/** All requests in order of arrival, the last `maximumEntries` of them. */
export function createJournal<R>(
  { now, maximumEntries }: { now: () => number; maximumEntries: number },
) {
  let entries: JournalEntry<R>[] = [];
  let sequence = 0;

  return {
    /** Notes the arrival. The caller adds the answer to the returned entry. */
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

    /** Removes all entries and counts from 1 again. */
    clear(): void {
      entries = [];
      sequence = 0;
    },
  };
}

/** Adds the calls that read and clear a journal. */
export function addJournalCalls(
  control: ControlApi,
  journal: { list(): unknown[]; clear(): void },
): void {
  control.get("journal", "All requests in order, the latest ones", () => ({
    entries: journal.list(),
  }));
  control.delete("journal", "Removes all requests from the journal", () => journal.clear());
}
