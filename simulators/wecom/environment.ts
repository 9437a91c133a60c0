import type { JournalEntry } from "simulators/wecom/state/journal.ts";

/** What every request carries through the Hono apps of the simulator. */
export interface Environment {
  Bindings: {
    /** The address the request came from, as WeCom names it in errmsg. */
    callerIp: string;
  };
  Variables: {
    /** The request's entry in the journal; the control API has none. */
    entry: JournalEntry;
  };
}
