import type { JournalEntry as EntryOf } from "simulators/shared/journal.ts";

/** One request that the simulator received. Its secrets are fake, so they are recorded too. */
export interface ReceivedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  callerIp: string;
  /** HTTP status of the answer; absent while the request is running. */
  status?: number;
  /** The errcode of an API call; 0 is success. */
  errcode?: number;
}

/** One entry of the journal. */
export type JournalEntry = EntryOf<ReceivedRequest>;
