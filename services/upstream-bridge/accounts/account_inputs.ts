import type { TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { storableJson } from "packages/platform/storable_json.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { lockAccounts } from "services/upstream-bridge/accounts/lock_accounts.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountInput } from "services/upstream-bridge/domain/account_inputs.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";

/** An input before it has an id: commands get theirs when they are stored. */
export type NewAccountInput =
  | { readonly kind: "command"; readonly command: AccountCommand }
  | Extract<AccountInput, { readonly kind: "push" | "reported" | "started" }>;

/** What {@link addInput} needs. */
export interface InputDeps {
  readonly jobs: Pick<JobQueue, "send">;
  readonly clock: Clock;
}

/**
 * Gives an account something to handle, and wakes its worker when the transaction is committed. Inputs are handled in the
 * order of their commits. Locks the account's row: {@link lockAccounts} says what that means for several accounts.
 * Returns the id of the input; undefined: there is no such account.
 */
export async function addInput(
  { jobs, clock }: InputDeps,
  tx: TransactionSql,
  accountId: string,
  input: NewAccountInput,
): Promise<string | undefined> {
  if (!(await lockAccounts(tx, [accountId])).has(accountId)) return undefined;
  const [row] = await tx<{ inputId: string }[]>`
    insert into upstream_bridge.account_inputs (account_id, input, created_at)
    values (${accountId}, ${tx.json(storableJson(input) as never)}, ${new Date(clock.now())})
    returning input_id as "inputId"`;
  await jobs.send(accountWake, { accountId }, { tx, hastens: true });
  return row!.inputId;
}

/** An input that waits, with the id of its row. */
export interface WaitingInput {
  readonly inputId: string;
  readonly input: AccountInput;
}

/** The next inputs of an account, in order. */
export async function readInputs(
  tx: TransactionSql,
  accountId: string,
  limit: number,
): Promise<WaitingInput[]> {
  const rows = await tx<{ inputId: string; input: NewAccountInput }[]>`
    select input_id as "inputId", input from upstream_bridge.account_inputs
    where account_id = ${accountId} and handled_at is null
    order by input_id limit ${limit}`;
  return rows.map(({ inputId, input }) => ({
    inputId,
    input: input.kind === "command" ? { ...input, id: inputId } : input,
  }));
}

/** Marks inputs as handled. Only their kind remains: a command may contain a code or a password. */
export async function endInputs(
  tx: TransactionSql,
  inputIds: readonly string[],
  at: Date,
): Promise<void> {
  if (inputIds.length === 0) return;
  await tx`
    update upstream_bridge.account_inputs
    set handled_at = ${at}, input = jsonb_build_object('kind', input -> 'kind')
    where input_id = any(${inputIds as string[]}::bigint[])`;
}
