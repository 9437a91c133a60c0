import type { TransactionSql } from "postgres";
import type { UpstreamPush } from "packages/events/upstream_push.ts";
import { hideSecrets } from "packages/upstream_push/hide_secrets.ts";
import {
  type DedupeKey,
  EVENT_WINDOW_MS,
} from "services/upstream-bridge/domain/pushes/dedupe_key.ts";

/**
 * Stores a callback once, and remembers the latest message of its account. Returns false when it is stored already.
 * @param serverId the number of the message, if it is one; a decimal string
 */
export async function storePush(
  tx: TransactionSql,
  { inboxId, type, body, receivedAt }: UpstreamPush,
  { accountId, key: { key, earlierKey }, serverId }: {
    readonly accountId: string | null;
    readonly key: DedupeKey;
    readonly serverId: string | null;
  },
): Promise<boolean> {
  const since = new Date(Date.parse(receivedAt) - EVENT_WINDOW_MS);
  const [row] = await tx<[{ isNew: boolean }]>`
    with added as (
      insert into upstream_bridge.pushes
        (push_id, account_id, dedupe_key, type, body, received_at)
      select ${inboxId}, ${accountId}, ${key}, ${type}, ${tx.json(hideSecrets(body) as never)},
        ${receivedAt}
      where not exists (
        select from upstream_bridge.pushes
        where dedupe_key = ${earlierKey ?? ""} and received_at > ${since})
      on conflict do nothing
      returning 1),
    latest as (
      update upstream_bridge.accounts
      set last_server_id = greatest(last_server_id, ${serverId}::numeric)
      where account_id = ${accountId} and ${serverId}::numeric is not null
        and exists (select from added))
    select exists (select from added) as "isNew"`;
  return row.isNew;
}
