import type { TransactionSql } from "postgres";
import { sendBlock } from "services/upstream-bridge/domain/send_rules.ts";
import { lockAccounts } from "services/upstream-bridge/accounts/lock_accounts.ts";
import { lockSender, withMute } from "services/upstream-bridge/sends/accept_send.ts";
import { finishSend } from "services/upstream-bridge/sends/finish_send.ts";
import { type Send, sendColumns } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";

/** A text that could not be sent for so long after its time is not sent any more: it would surprise the recipient. */
export const SEND_EXPIRES_MS = 10 * 60_000;

/** What a worker has to do next for an account. */
export type NextSend =
  /** The text is recorded as `sending`: ask the upstream. */
  | { readonly kind: "send"; readonly send: Send; readonly uuid: string }
  /** The text got its outcome without the upstream. */
  | { readonly kind: "settled" }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "none" };

/** Takes the next text of an account. What was true when it was accepted is checked again. */
export async function takeSend(
  deps: SendDeps,
  tx: TransactionSql,
  accountId: string,
): Promise<NextSend> {
  const sender = await lockSender(tx, accountId);
  const [send] = await tx<Send[]>`
    select ${sendColumns(tx)} from upstream_bridge.sends
    where account_id = ${accountId} and status = 'queued'
    order by send_at, send_id limit 1`;
  if (sender === undefined || send === undefined) return { kind: "none" };
  const now = deps.clock.now();
  const lateMs = now - send.sendAt.getTime();
  if (lateMs < 0) return { kind: "wait", ms: -lateMs };
  const settings = await deps.settings.read(tx);
  const settle = async (status: "failed" | "dry_run", error?: string): Promise<NextSend> => {
    await finishSend(deps, tx, send, { status, error: error ?? null });
    return { kind: "settled" };
  };
  if (lateMs > SEND_EXPIRES_MS) return await settle("failed", "expired");
  const block = sendBlock(await withMute(tx, sender, send, now), settings, now);
  if (block !== undefined) return await settle("failed", block);
  if (settings.dryRun) return await settle("dry_run");
  if (sender.uuid === null) return await settle("failed", "not_online");
  await tx`
    update upstream_bridge.sends set status = 'sending' where send_id = ${send.sendId}`;
  return { kind: "send", send, uuid: sender.uuid };
}

/**
 * Gives texts that are still `sending` the outcome `unknown`: the worker that asked the upstream has ended, or no longer
 * has the job. Only one worker runs for an account.
 */
export async function settleInterrupted(deps: SendDeps, accountId: string): Promise<void> {
  await deps.sql.begin(async (tx) => {
    await lockAccounts(tx, [accountId]);
    const sends = await tx<Send[]>`
      select ${sendColumns(tx)} from upstream_bridge.sends
      where account_id = ${accountId} and status = 'sending' order by send_at, send_id`;
    for (const send of sends) {
      await finishSend(deps, tx, send, { status: "unknown", error: "interrupted" });
    }
  });
}
