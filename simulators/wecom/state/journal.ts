/** One request the simulator received. Values are kept: it is a test tool and its secrets are fake. */
export interface JournalEntry {
  /** 1 for the first request since the start or the last reset. */
  sequence: number;
  /** Arrival by the simulator's clock, ISO 8601. */
  time: string;
  method: string;
  path: string;
  query: Record<string, string>;
  callerIp: string;
  /** HTTP status of the answer; absent while the request is under way. */
  status?: number;
  /** What an API call answered; 0 is success. */
  errcode?: number;
}

const maximumEntries = 10_000;

export type Journal = ReturnType<typeof createJournal>;

/** Every request in order of arrival, the last 10,000 of them. */
export function createJournal({ now }: { now: () => number }) {
  let entries: JournalEntry[] = [];
  let sequence = 0;

  return {
    /** Notes the arrival; the answer is filled into the returned entry. */
    record(request: Pick<JournalEntry, "method" | "path" | "query" | "callerIp">): JournalEntry {
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
