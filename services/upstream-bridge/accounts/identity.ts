import type { TransactionSql } from "postgres";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";

/** Whether another account is this member. A member's number is the same in all companies that the upstream knows. */
export async function isIdentityTaken(
  tx: TransactionSql,
  accountId: string,
  { vid, corpId }: Pick<AccountRecord, "vid" | "corpId">,
): Promise<boolean> {
  if (vid === null) return false;
  const { count } = await tx`
    select from upstream_bridge.accounts
    where vid = ${vid} and account_id <> ${accountId}
      and (corp_id is null or ${corpId}::text is null or corp_id = ${corpId})
    limit 1`;
  return count > 0;
}

/** Whether an instance belongs to another account: the upstream must not give the same one twice. */
export async function isInstanceTaken(
  tx: TransactionSql,
  accountId: string,
  uuid: string,
): Promise<boolean> {
  const { count } = await tx`
    select from upstream_bridge.instances
    where upstream_uuid = ${uuid} and account_id <> ${accountId}`;
  return count > 0;
}
