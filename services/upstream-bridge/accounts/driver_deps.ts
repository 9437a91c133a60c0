import type { RandomBytes } from "packages/platform/random.ts";
import type { MakeCall } from "services/upstream-bridge/accounts/make_call.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { StepAccount } from "services/upstream-bridge/domain/account_machine.ts";

/** What the worker of accounts needs. */
export interface DriverDeps extends
  Pick<
    BridgeCore,
    "sql" | "jobs" | "clock" | "log" | "changes" | "settings" | "appendEvent" | "writeLog"
  > {
  readonly step: StepAccount;
  readonly makeCall: MakeCall;
  readonly randomBytes: RandomBytes;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly monitorIntervalMs: number;
  readonly hasCallbackAddress: boolean;
}
