import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord, AccountState } from "services/upstream-bridge/domain/account.ts";
import type {
  CommandFailure,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type {
  AccountEvent,
  AccountLogLine,
  MachineContext,
  Step,
} from "services/upstream-bridge/domain/account_machine.ts";

/** A step while it is decided. Only `stepAccount` makes one; the functions of this folder change it. */
export interface Draft {
  record: AccountRecord;
  call?: Step["call"];
  readonly events: AccountEvent[];
  readonly log: AccountLogLine[];
  readonly results: { readonly inputId: string; readonly result: CommandResult }[];
  readonly context: MachineContext;
}

/** Changes fields of the record. */
export function update(draft: Draft, change: Partial<AccountRecord>): void {
  draft.record = { ...draft.record, ...change };
}

/** States whose beginning operators want to find in the log later. */
const KEPT = new Set<AccountState>([
  "online",
  "reconnecting",
  "second_verify",
  "offline",
  "stopped",
]);

/** Begins a state: its times are those in `change`, or none. In the same state only `change` applies. */
export function enter(
  draft: Draft,
  state: AccountState,
  change: Partial<AccountRecord> = {},
): void {
  const from = draft.record.state;
  if (from === state) return update(draft, change);
  const { now } = draft.context;
  update(draft, {
    reason: null,
    checkAt: null,
    deadlineAt: null,
    ...change,
    state,
    stateSince: now,
  });
  const { reason } = draft.record;
  const isKept = KEPT.has(state) && from !== "suspect";
  addLog(draft, "state", `state:${state}`, { isKept, payload: { from, reason } });
}

/** Adds a line to the operators' log. */
export function addLog(
  draft: Draft,
  stage: string,
  eventType: string,
  { level = "info", isKept = false, payload = {} }: Partial<AccountLogLine> = {},
): void {
  draft.log.push({ stage, eventType, level, isKept, payload });
}

/** The command has begun; its result comes later. */
export function wait(draft: Draft, inputId: string, kind: AccountCommand["kind"]): void {
  update(draft, { waiting: [...draft.record.waiting, { inputId, kind }] });
}

/** Ends a command that does not wait. */
export function endCommand(draft: Draft, inputId: string, result: CommandResult): void {
  draft.results.push({ inputId, result });
}

/** Ends the waiting commands of these kinds, or all. */
export function endWaiting(
  draft: Draft,
  kinds: readonly AccountCommand["kind"][] | "all",
  result: CommandResult,
): void {
  const isEnding = (kind: AccountCommand["kind"]) => kinds === "all" || kinds.includes(kind);
  const { waiting } = draft.record;
  for (const { inputId, kind } of waiting) {
    if (isEnding(kind)) draft.results.push({ inputId, result });
  }
  update(draft, { waiting: waiting.filter(({ kind }) => !isEnding(kind)) });
}

/** The result of a command that the account's state does not allow. */
export function wrongState(message: string): CommandFailure {
  return { ok: false, code: "wrong_state", message };
}

/** The result of a command that got no answer of the upstream. */
export function noAnswer(message: string): CommandFailure {
  return { ok: false, code: "upstream_unavailable", message };
}
