import type { TransactionSql } from "postgres";
import type { PushedMessage } from "services/upstream-bridge/domain/pushes/push.ts";
import type { PushDeps } from "services/upstream-bridge/pushes/push_deps.ts";

/** A refusal that names no message is about one that was sent at most so long ago. */
const GUESS_WITHIN_MS = 10 * 60_000;

/** A recipient has refused a message of the account: its send, if it is known, becomes `rejected_later`. */
export async function rejectSend(
  { clock, appendEvent, writeLog }: PushDeps,
  tx: TransactionSql,
  accountId: string,
  { message, body }: { readonly message: PushedMessage; readonly body: unknown },
): Promise<void> {
  const { chatId, refusal, isReplay } = message;
  const reason = refusal === "recipient_blocked" ? "blocked" : "deleted";
  const msgId = refusedMessageOf(body);
  const since = new Date(clock.now() - GUESS_WITHIN_MS);
  const [send] = isReplay && msgId === null ? [] : await tx<
    { sendId: string; serverId: string | null }[]
  >`
    update upstream_bridge.sends set status = 'rejected_later', error = ${reason}
    where send_id = (
      select send_id from upstream_bridge.sends
      where account_id = ${accountId} and status in ('sent', 'unknown')
        and ${
    msgId === null
      ? tx`target = ${chatId ?? ""} and not is_room and created_at > ${since}`
      : tx`msg_id = ${msgId}`
  }
      order by created_at desc limit 1)
    returning send_id as "sendId", server_id as "serverId"`;
  await writeLog(tx, [{
    accountId,
    stage: "send_text",
    eventType: "rejected_later",
    level: "warn",
    isKept: true,
    payload: { sendId: send?.sendId ?? null, target: chatId, error: reason },
  }]);
  await appendEvent(tx, {
    accountId,
    type: "account.message_rejected",
    data: {
      reason,
      ...chatId !== null && { chatId },
      ...send !== undefined && { sendId: send.sendId },
      ...typeof send?.serverId === "string" && { serverId: send.serverId },
    },
    isReplay,
  });
}

/** The `msg_id` of the refused message, which is in `app_info`. */
function refusedMessageOf(body: unknown): string | null {
  const info = (body as { app_info?: unknown } | null)?.app_info;
  return typeof info === "string" ? /^from_msgid_(\d{1,20})_/.exec(info)?.[1] ?? null : null;
}
