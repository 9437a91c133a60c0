import type { TransactionSql } from "postgres";

/**
 * Locks the rows of accounts until the transaction ends, in an order that cannot deadlock. Inputs and events lock the row
 * of their account themselves; a transaction that writes them for several accounts must call this first.
 * Returns the ids that exist.
 */
export async function lockAccounts(
  tx: TransactionSql,
  accountIds: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select account_id as id from upstream_bridge.accounts
    where account_id = any(${[...new Set(accountIds)]}::uuid[])
    order by account_id for no key update`;
  return new Set(rows.map(({ id }) => id));
}
