import type { TransactionSql } from "postgres";
import type { Send, SendStatus } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";

/** How a send has ended. */
export interface SendOutcome {
  readonly status: Extract<SendStatus, "sent" | "failed" | "unknown" | "dry_run">;
  readonly error: string | null;
  readonly errcode?: string | null;
  readonly errmsg?: string | null;
  readonly msgId?: string | null;
  readonly serverId?: string | null;
}

/**
 * Records the outcome of a send with its event and its line in the log, once: a send that has an outcome keeps it. Returns
 * false in this case. The caller has locked the account's row.
 */
export async function finishSend(
  deps: SendDeps,
  tx: TransactionSql,
  send: Send,
  outcome: SendOutcome,
): Promise<boolean> {
  const { sendId, accountId, idempotencyKey, target, isRoom } = send;
  const { status, error, errcode = null, errmsg = null, msgId = null, serverId = null } = outcome;
  const { count } = await tx`
    update upstream_bridge.sends
    set status = ${status}, error = ${error}, errcode = ${errcode}, errmsg = ${errmsg},
      msg_id = ${msgId}, server_id = ${serverId}, finished_at = ${new Date(deps.clock.now())}
    where send_id = ${sendId} and status in ('queued', 'sending')`;
  if (count === 0) return false;
  await deps.writeLog(tx, [{
    accountId,
    stage: "send_text",
    eventType: status,
    level: status === "failed" || status === "unknown" ? "warn" : "info",
    isKept: true,
    payload: { sendId, target, isRoom, error, errcode, errmsg },
  }]);
  if (status === "dry_run") return true;
  await deps.appendEvent(tx, {
    accountId,
    type: "account.send_finished",
    data: {
      sendId,
      status,
      ...idempotencyKey !== null && { idempotencyKey },
      ...error !== null && { error },
      ...msgId !== null && { msgId },
      ...serverId !== null && { serverId },
    },
  });
  return true;
}
