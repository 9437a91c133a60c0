import type { TransactionSql } from "postgres";
import type { UpstreamPush } from "packages/events/upstream_push.ts";

/** The account that a callback belongs to, with what decides about its effect. The row is locked. */
export interface PushOwner {
  readonly accountId: string;
  readonly vid: string | null;
  /** The instance is the account's current one. */
  readonly isCurrent: boolean;
  /** When the instance was replaced or ended. */
  readonly endedAt: Date | null;
  /** Epoch milliseconds. */
  readonly onlineSince: number | null;
  readonly lastServerId: string | null;
}

/** Why a callback has no account. */
export type OrphanReason =
  | "unknown_instance"
  /** The token is of another account or instance than the callback. */
  | "token_of_another_instance"
  /** Without a token only the current instance is accepted. */
  | "instance_not_current";

/**
 * Finds the account of a callback, and locks its row. A callback never belongs to an account only because there is no
 * other: its instance must be one of the account's, and the token must be of that instance.
 */
export async function resolvePush(
  tx: TransactionSql,
  { uuid, accountId, generation, body }: UpstreamPush,
): Promise<PushOwner | OrphanReason> {
  // What cannot be parsed names no instance. Its token does, and it has no effect.
  const isUnreadable = uuid === "" && typeof body === "string" && accountId !== undefined;
  const [owner] = await tx<(PushOwner & { generation: number })[]>`
    select a.account_id as "accountId", i.generation, a.vid, i.ended_at as "endedAt",
      a.upstream_uuid is not distinct from i.upstream_uuid as "isCurrent",
      (a.record ->> 'onlineSince')::float8 as "onlineSince",
      a.last_server_id::text as "lastServerId"
    from upstream_bridge.instances i join upstream_bridge.accounts a using (account_id)
    where ${
    isUnreadable
      ? tx`i.account_id = ${accountId} and i.generation = ${generation ?? -1}`
      : tx`i.upstream_uuid = ${uuid}`
  }
    for no key update of a`;
  if (owner === undefined) return "unknown_instance";
  const { generation: known, ...found } = owner;
  if (accountId === undefined) return found.isCurrent ? found : "instance_not_current";
  return found.accountId === accountId && known === generation
    ? found
    : "token_of_another_instance";
}
