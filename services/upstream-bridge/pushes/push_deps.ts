import type { BridgeCore } from "services/upstream-bridge/deps.ts";

/** What handling callbacks needs. */
export type PushDeps = Pick<
  BridgeCore,
  "sql" | "jobs" | "clock" | "log" | "changes" | "appendEvent" | "writeLog"
>;
