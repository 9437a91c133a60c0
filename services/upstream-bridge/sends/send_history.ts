import type { TransactionSql } from "postgres";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";
import { type SendHistory, sendWindows } from "services/upstream-bridge/domain/send_rules.ts";
import type { Send } from "services/upstream-bridge/sends/send.ts";

/**
 * Reads what the limits need to know of an account's earlier sends. Dry runs and real sends are counted separately, so that
 * a trial does not use up the day's sends.
 */
export async function readHistory(
  tx: TransactionSql,
  { accountId, target, isRoom }: Pick<Send, "accountId" | "target" | "isRoom">,
  settings: BridgeSettings,
): Promise<SendHistory> {
  const windows = sendWindows(settings);
  const nthLatest = (n: number, isConversation = false) =>
    tx`(
      select send_at from upstream_bridge.sends
      where account_id = ${accountId} and (status = 'dry_run') = ${settings.dryRun}
        ${isConversation ? tx`and target = ${target} and is_room = ${isRoom}` : tx``}
      order by send_at desc offset ${n - 1} limit 1)`;
  const [row] = await tx<Record<keyof SendHistory, Date | null>[]>`
    select ${nthLatest(1)} as latest, ${nthLatest(windows.minute.max)} as minute,
      ${nthLatest(windows.conversation.max, true)} as conversation,
      ${nthLatest(windows.day.max)} as day`;
  const { latest, minute, conversation, day } = row!;
  const ms = (time: Date | null) => time?.getTime() ?? null;
  return { latest: ms(latest), minute: ms(minute), conversation: ms(conversation), day: ms(day) };
}
