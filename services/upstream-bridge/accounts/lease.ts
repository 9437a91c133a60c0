import type { Sql, TransactionSql } from "postgres";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";

/** The right to run an account. At most one exists; each write of a worker requires it. */
export interface Lease {
  readonly accountId: string;
  readonly token: string;
}

/** Another worker runs the account, or the account was removed. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor({ accountId }: Lease) {
    super(`Cannot run account ${accountId}: another worker holds its lease, or it was removed`);
  }
}

/** How a try to take a lease ended. */
export type TakenLease =
  | { readonly kind: "taken" }
  /** `until`: in epoch milliseconds. Then the lease of the other worker ends, unless that one extends it. */
  | { readonly kind: "held"; readonly until: number }
  | { readonly kind: "no_account" };

/** Takes the lease unless another worker has it. `now` and `until` are in epoch milliseconds. */
export async function takeLease(
  sql: Sql,
  { accountId, token }: Lease,
  { now, until }: { readonly now: number; readonly until: number },
): Promise<TakenLease> {
  const { count } = await sql`
    update upstream_bridge.accounts set lease_token = ${token}, lease_until = ${new Date(until)}
    where account_id = ${accountId}
      and (lease_token is null or lease_until <= ${new Date(now)})`;
  if (count === 1) return { kind: "taken" };
  const [row] = await sql<{ until: Date | null }[]>`
    select lease_until as until from upstream_bridge.accounts where account_id = ${accountId}`;
  return row === undefined
    ? { kind: "no_account" }
    : { kind: "held", until: row.until?.getTime() ?? now };
}

/** What a worker needs of the account that it runs. */
export interface LeasedAccount {
  readonly name: string;
  readonly record: AccountRecord;
  /** The latest message that it has received; a decimal string. */
  readonly lastServerId: string | null;
}

/**
 * Locks the account's row until the transaction ends.
 * @throws LeaseLostError when the lease is not ours any more
 */
export async function lockLeased(tx: TransactionSql, lease: Lease): Promise<LeasedAccount> {
  const [row] = await tx<LeasedAccount[]>`
    select name, record, last_server_id::text as "lastServerId" from upstream_bridge.accounts
    where account_id = ${lease.accountId} and lease_token = ${lease.token}
    for no key update`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row;
}

/** Gives the lease back, if it is still ours. */
export async function endLease(sql: Sql | TransactionSql, lease: Lease): Promise<void> {
  await sql`
    update upstream_bridge.accounts set lease_token = null, lease_until = null
    where account_id = ${lease.accountId} and lease_token = ${lease.token}`;
}
