import type { JournalEntry as EntryOf } from "simulators/shared/journal.ts";

/** One request that the simulator received. Its values are invented, so they are recorded too. */
export interface ReceivedRequest {
  method: string;
  path: string;
  /** The name in the path, such as `getQrCode`. */
  action: string;
  /** The body as it came, at most 4096 characters of it. */
  body: string;
  callerIp: string;
  /** HTTP status of the answer; absent while the request is running. */
  status?: number;
  /** The errcode of the answer; 0 is success. */
  errcode?: number;
}

/** One entry of the journal. */
export type JournalEntry = EntryOf<ReceivedRequest>;
