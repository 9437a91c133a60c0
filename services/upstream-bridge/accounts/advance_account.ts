import type { TransactionSql } from "postgres";
import { readInputs } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { DriverDeps } from "services/upstream-bridge/accounts/driver_deps.ts";
import { isIdentityTaken, isInstanceTaken } from "services/upstream-bridge/accounts/identity.ts";
import { type Lease, lockLeased } from "services/upstream-bridge/accounts/lease.ts";
import type { CallContext } from "services/upstream-bridge/accounts/make_call.ts";
import {
  addStep,
  endInput,
  noSteps,
  type Steps,
} from "services/upstream-bridge/accounts/step_inputs.ts";
import { writeSteps } from "services/upstream-bridge/accounts/write_steps.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import type {
  AccountInput,
  CallAnswer,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type {
  AccountCall,
  MachineContext,
} from "services/upstream-bridge/domain/account_machine.ts";

/** Longer than a call may take, with the transactions before and after it. */
const LEASE_MS = 45_000;
/** Inputs of one transaction. */
const INPUTS_MAX = 50;

/** What follows. */
export interface Advance {
  /** Undefined: no call is needed now. */
  readonly call: AccountCall | undefined;
  readonly callContext: CallContext;
  /** Nothing waits, and the lease is given back. */
  readonly isDone: boolean;
  /** When the account needs its next step, in epoch milliseconds; null: never. */
  readonly dueAt: number | null;
}

/** How far to go. */
export interface AdvanceOptions {
  /** The answer to the call of the step before. */
  readonly answer: CallAnswer | undefined;
  /** Whether to begin with inputs that wait; false: only `answer` is handled. */
  readonly takesInputs: boolean;
}

/** The end of a lease that is taken or extended at `now`, in epoch milliseconds. */
export function leaseEnd(now: number): number {
  return now + LEASE_MS;
}

/**
 * Lets the machine decide about the answer, the inputs that wait and the time, and writes its decision: one transaction.
 * @throws LeaseLostError when another worker runs the account
 */
export async function advanceAccount(
  deps: DriverDeps,
  lease: Lease,
  options: AdvanceOptions,
): Promise<Advance> {
  const { sql, clock, settings, random, monitorIntervalMs, hasCallbackAddress } = deps;
  const context: MachineContext = {
    now: clock.now(),
    random,
    settings: await settings.read(),
    ...{ monitorIntervalMs, hasCallbackAddress },
  };
  const { advance, hasChanged } = await sql.begin(async (tx) => {
    const account = await lockLeased(tx, lease);
    const { steps, hasMore } = await stepAll(tx, account.record, {
      ...options,
      decide: createDecide(deps, tx, { accountId: lease.accountId, context }),
      accountId: lease.accountId,
      now: context.now,
    });
    const isDone = steps.call === undefined && !hasMore;
    await writeSteps(deps, tx, {
      ...{ lease, account, steps },
      now: new Date(context.now),
      leaseUntil: isDone ? null : new Date(leaseEnd(context.now)),
    });
    const callContext = {
      accountId: lease.accountId,
      generation: steps.record.generation,
      lastServerId: account.lastServerId,
    };
    return {
      advance: { call: steps.call, callContext, isDone, dueAt: steps.record.dueAt },
      hasChanged: steps.count > 0,
    };
  });
  if (hasChanged) deps.changes.publish(lease.accountId);
  return advance;
}

/** Adds the machine's decision about one input. */
type Decide = (steps: Steps, input: AccountInput) => Promise<Steps>;

/** An identity that another account has is not adopted: the machine decides about that in place of the input. */
function createDecide(
  { step }: Pick<DriverDeps, "step">,
  tx: TransactionSql,
  { accountId, context }: { readonly accountId: string; readonly context: MachineContext },
): Decide {
  const machine = { step, context };
  return async (steps, input) => {
    const next = addStep(steps, input, machine);
    const { vid, corpId } = next.record;
    const isNew = vid !== steps.record.vid || corpId !== steps.record.corpId;
    return isNew && await isIdentityTaken(tx, accountId, { vid, corpId })
      ? addStep(steps, { kind: "identity_taken" }, machine)
      : next;
  };
}

/** Decides about the answer, or the loss of an answer, then about the inputs, then about the time. */
async function stepAll(
  tx: TransactionSql,
  record: AccountRecord,
  { answer, takesInputs, decide, accountId, now }: AdvanceOptions & {
    readonly decide: Decide;
    readonly accountId: string;
    readonly now: number;
  },
): Promise<{ readonly steps: Steps; readonly hasMore: boolean }> {
  let steps = noSteps(record);
  if (answer !== undefined) {
    const checked = await checkInstance(tx, accountId, answer);
    steps = await decide(steps, { kind: "answered", answer: checked });
  } else if (record.calling !== null) {
    // The worker that made the call has ended without writing its answer.
    steps = await decide(steps, { kind: "interrupted" });
  }
  if (!takesInputs) return { steps, hasMore: true };
  const inputs = await readInputs(tx, accountId, INPUTS_MAX);
  for (const waiting of inputs) {
    // The rest waits for the answer.
    if (steps.call !== undefined) break;
    const { input } = waiting;
    const refusal = input.kind === "command"
      ? await refuse(tx, accountId, input.command)
      : undefined;
    if (refusal === undefined) steps = await decide(steps, input);
    steps = endInput(steps, waiting, refusal);
  }
  const { calling, dueAt } = steps.record;
  if (calling === null && dueAt !== null && dueAt <= now) {
    steps = await decide(steps, { kind: "due" });
  }
  return { steps, hasMore: inputs.length === INPUTS_MAX };
}

/** An instance that another account has is no answer: its callbacks and its owner would be mixed up. */
async function checkInstance(
  tx: TransactionSql,
  accountId: string,
  answer: CallAnswer,
): Promise<CallAnswer> {
  if (!answer.ok || answer.call !== "init") return answer;
  if (!await isInstanceTaken(tx, accountId, answer.uuid)) return answer;
  const message = "The upstream returned the instance of another account.";
  return { ok: false, call: "init", kind: "unclear", message };
}

/** The result of a command that would make two accounts of one member. */
async function refuse(
  tx: TransactionSql,
  accountId: string,
  command: AccountCommand,
): Promise<CommandResult | undefined> {
  if (command.kind !== "start" && command.kind !== "init") return undefined;
  const vid = command.vid ?? "";
  if (vid === "" || !await isIdentityTaken(tx, accountId, { vid, corpId: null })) return undefined;
  return { ok: false, code: "wrong_state", message: "Another account has this vid." };
}
