import {
  createJournal as createSharedJournal,
  type JournalEntry as EntryOf,
} from "simulators/shared/journal.ts";

/** One request the simulator received. Values are kept: it is a test tool and its secrets are fake. */
interface ReceivedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  callerIp: string;
  /** HTTP status of the answer; absent while the request is under way. */
  status?: number;
  /** What an API call answered; 0 is success. */
  errcode?: number;
}

export type JournalEntry = EntryOf<ReceivedRequest>;

export type Journal = ReturnType<typeof createJournal>;

/** Every request in order of arrival, the last 10,000 of them. */
export function createJournal({ now }: { now: () => number }) {
  return createSharedJournal<ReceivedRequest>({ now, maximumEntries: 10_000 });
}
