import type { TransactionSql } from "postgres";
import { redactPayload } from "services/upstream-bridge/log/redact_payload.ts";

/** A new entry of the operators' log. */
export interface LogEntry {
  /** Null: a callback of an instance that is not ours. */
  readonly accountId: string | null;
  /** The step, by its name in the seed's log: `init`, `get_qrcode`, `send_text`, `callback`, `monitor_check` … */
  readonly stage: string;
  readonly eventType: string;
  readonly level: "info" | "warn" | "error";
  /** Sign-ins, losses, errors and outcomes of sends: they have a cap of their own. */
  readonly isKept: boolean;
  /** Secrets are removed before it is stored. Never the text of a message. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Writes the operators' log. */
export type WriteLog = (tx: TransactionSql, entries: readonly LogEntry[]) => Promise<void>;

/** By how much a part of the log may exceed its cap before the oldest entries are deleted. */
const SLACK = 0.1;

/**
 * Creates {@link WriteLog}. Each account has two parts of `maxEvents` entries: what is kept, and the rest. Callbacks of
 * unknown instances share two more.
 */
export function createWriteLog(
  { clock, maxEvents }: { readonly clock: { now(): number }; readonly maxEvents: number },
): WriteLog {
  return async (tx, entries) => {
    if (entries.length === 0) return;
    const createdAt = new Date(clock.now());
    const rows = entries.map(({ accountId, stage, eventType, level, isKept, payload }) => ({
      account_id: accountId,
      stage,
      event_type: eventType,
      level,
      is_kept: isKept,
      payload: tx.json(redactPayload(payload) as never),
      created_at: createdAt,
    }));
    await tx`insert into upstream_bridge.log ${tx(rows as never)}`;
    const parts = new Map(
      entries.map(({ accountId, isKept }) => [`${accountId} ${isKept}`, { accountId, isKept }]),
    );
    for (const part of parts.values()) await trim(tx, part, maxEvents);
  };
}

async function trim(
  tx: TransactionSql,
  { accountId, isKept }: Pick<LogEntry, "accountId" | "isKept">,
  maxEvents: number,
): Promise<void> {
  const part = tx`
    is_kept = ${isKept} and
    ${accountId === null ? tx`account_id is null` : tx`account_id = ${accountId}`}`;
  await tx`
    delete from upstream_bridge.log
    where ${part}
      and log_id <= (
        select log_id from upstream_bridge.log
        where ${part} order by log_id desc offset ${maxEvents} limit 1)
      and exists (
        select from upstream_bridge.log
        where ${part} offset ${Math.floor(maxEvents * (1 + SLACK))} limit 1)`;
}
