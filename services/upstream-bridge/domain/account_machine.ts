import type { AccountProxy } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord, OfflineReason } from "services/upstream-bridge/domain/account.ts";
import type {
  AccountInput,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";

/** A call of the upstream that must be made now. */
export type AccountCall =
  | { readonly kind: "init"; readonly vid: string | null; readonly proxy: AccountProxy | null }
  | {
    readonly kind: "check_code";
    readonly uuid: string;
    readonly qrcodeKey: string;
    readonly code: string;
  }
  | {
    readonly kind:
      | "set_callback"
      | "get_qr"
      | "automatic_login"
      | "second_verify"
      | "probe"
      | "sync"
      | "log_out"
      | "close"
      | "close_superseded";
    readonly uuid: string;
  };

/** Something that left the account: for the API, the event stream and webhooks. */
export type AccountEvent =
  | { readonly type: "account.online" }
  | { readonly type: "account.offline"; readonly reason: OfflineReason | "stopped" }
  | { readonly type: "account.needs_scan"; readonly reason: string }
  | { readonly type: "account.needs_code" }
  | { readonly type: "account.restricted" };

/** A line for operators, with the stage names of the seed. */
export interface AccountLogLine {
  readonly stage: string;
  readonly eventType: string;
  readonly level: "info" | "warn" | "error";
  readonly isKept: boolean;
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

/** What the machine decides about one input. */
export interface Step {
  readonly record: AccountRecord;
  /**
   * A call that must be made, after the record was written; `record.calling` names it. Steps before its answer have no call.
   * `sync` has no account data: the driver knows the last message, and answers `ok` when there is none.
   */
  readonly call?: AccountCall;
  readonly events: readonly AccountEvent[];
  readonly log: readonly AccountLogLine[];
  /** Commands that have ended, each with the id of its input. */
  readonly results: readonly { readonly inputId: string; readonly result: CommandResult }[];
}

/** What the machine may not find out by itself. */
export interface MachineContext {
  /** In epoch milliseconds. */
  readonly now: number;
  /** From 0 to below 1, for jitter. */
  readonly random: () => number;
  readonly settings: BridgeSettings;
  /** 0: online accounts are not checked. */
  readonly monitorIntervalMs: number;
  /** Without it the machine registers no callback address and polls. */
  readonly hasCallbackAddress: boolean;
}

/** Decides what an account does about one input. Pure. */
export type StepAccount = (
  record: AccountRecord,
  input: AccountInput,
  context: MachineContext,
) => Step;
