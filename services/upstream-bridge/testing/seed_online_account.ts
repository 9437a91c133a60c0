import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";

/** An account that is signed in. */
export interface OnlineAccount {
  readonly accountId: string;
  readonly vid: string;
  readonly uuid: string;
  readonly generation: number;
}

/**
 * Makes an account that is online with its first instance, as the machine leaves it.
 * @param onlineSinceMs how long it has been online
 */
export async function seedOnlineAccount(
  { accounts, sql, clock }: Pick<BridgeCore, "accounts" | "sql" | "clock">,
  { vid, uuid, onlineSinceMs = 3_600_000 }: {
    readonly vid: string;
    readonly uuid: string;
    readonly onlineSinceMs?: number;
  },
): Promise<OnlineAccount> {
  const { id: accountId } = await accounts.create({ name: `account ${vid}` });
  const now = clock.now();
  const corpId = "1970320000000001";
  const since = now - onlineSinceMs;
  const generation = 1;
  const record = {
    ...newAccountRecord(since),
    ...{ state: "online", onlineSince: since, vid, corpId, uuid, generation },
  };
  await sql`
    update upstream_bridge.accounts
    set state = 'online', vid = ${vid}, corp_id = ${corpId}, upstream_uuid = ${uuid},
      generation = ${generation}, record = ${sql.json(record as never)}
    where account_id = ${accountId}`;
  await sql`
    insert into upstream_bridge.instances (upstream_uuid, account_id, generation, created_at)
    values (${uuid}, ${accountId}, ${generation}, ${new Date(since)})`;
  return { accountId, vid, uuid, generation };
}
