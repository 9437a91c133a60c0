import type { Sql, TransactionSql } from "postgres";

/**
 * `sending`: the upstream is asked. `unknown`: it may have been sent, and is never sent again. `rejected_later`: the
 * recipient refused it after the upstream had accepted it. `dry_run`: recorded, and not sent.
 */
export type SendStatus =
  | "queued"
  | "sending"
  | "sent"
  | "failed"
  | "unknown"
  | "rejected_later"
  | "dry_run";

/** What to send to whom. Ids are decimal strings. */
export interface TextRequest {
  /** The contact, or the room when `isRoom`. */
  readonly target: string;
  readonly isRoom: boolean;
  /** Only for a reply as a customer-service account. */
  readonly kfId: string | null;
  readonly content: string;
}

/** Why a send failed, in one word. */
export type SendFailure =
  | "sending_disabled"
  | "restricted"
  | "muted"
  | "not_online"
  | "expired"
  | "upstream_refused"
  | "upstream_unavailable"
  | "upstream_timeout"
  | "interrupted";

/** A send as it is recorded. */
export interface Send extends TextRequest {
  readonly sendId: string;
  readonly accountId: string;
  readonly idempotencyKey: string | null;
  /** The subject of the caller. */
  readonly requestedBy: string;
  readonly status: SendStatus;
  readonly sendAt: Date;
  /** A {@link SendFailure}; null without a failure. */
  readonly error: string | null;
  /** The upstream's code and message, of a refusal. */
  readonly errcode: string | null;
  readonly errmsg: string | null;
  readonly msgId: string | null;
  readonly serverId: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Whether the send has its outcome. */
export function isFinished({ status }: Pick<Send, "status">): boolean {
  return status !== "queued" && status !== "sending";
}

/** The columns of a {@link Send}. */
export function sendColumns(sql: Sql | TransactionSql) {
  return sql`
    send_id as "sendId", account_id as "accountId", idempotency_key as "idempotencyKey", target,
    is_room as "isRoom", kf_id as "kfId", content, requested_by as "requestedBy", status,
    send_at as "sendAt", error, errcode, errmsg, msg_id as "msgId", server_id as "serverId",
    created_at as "createdAt", finished_at as "finishedAt"`;
}

/** Reads one send of an account. */
export async function readSend(
  sql: Sql | TransactionSql,
  { accountId, sendId }: Pick<Send, "accountId" | "sendId">,
): Promise<Send | undefined> {
  const [row] = await sql<Send[]>`
    select ${sendColumns(sql)} from upstream_bridge.sends
    where account_id = ${accountId} and send_id = ${sendId}`;
  return row;
}
