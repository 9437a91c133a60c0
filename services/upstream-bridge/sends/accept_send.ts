import type { TransactionSql } from "postgres";
import {
  planSend,
  sendBlock,
  type SenderState,
} from "services/upstream-bridge/domain/send_rules.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import { bridgeSend } from "services/upstream-bridge/queues/bridge_send.ts";
import { readMutedUntil } from "services/upstream-bridge/pushes/muted_chats.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";
import { blockError, limitError } from "services/upstream-bridge/sends/send_errors.ts";
import { readHistory } from "services/upstream-bridge/sends/send_history.ts";
import { type Send, sendColumns, type TextRequest } from "services/upstream-bridge/sends/send.ts";

/** A text that a caller wants to send. Its content and ids are valid. */
export interface NewSend extends TextRequest {
  readonly accountId: string;
  readonly idempotencyKey: string | null;
  /** The subject of the caller. */
  readonly requestedBy: string;
}

/** What decides whether an account may send, except for the chat. */
export type Sender = Omit<SenderState, "mutedUntil"> & { readonly uuid: string | null };

/**
 * Records a text and its job, or finds the record of the same key. It is sent by the worker; in dry-run mode the record is
 * all.
 * @throws AppError 404, 409 when the account may not send or the key belongs to another text, 429 at a limit
 */
export async function acceptSend(
  { jobs, clock, nextId, settings: settingsStore }: SendDeps,
  tx: TransactionSql,
  wanted: NewSend,
): Promise<{ readonly send: Send; readonly isNew: boolean }> {
  const sender = await lockSender(tx, wanted.accountId);
  if (sender === undefined) throw bridgeError("bridge_account_not_found");
  const earlier = await findByKey(tx, wanted);
  if (earlier !== undefined) {
    if (!isSameText(earlier, wanted)) throw bridgeError("bridge_send_key_reused");
    return { send: earlier, isNew: false };
  }
  const settings = await settingsStore.read(tx);
  const now = clock.now();
  const state = await withMute(tx, sender, wanted, now);
  const block = sendBlock(state, settings, now);
  if (block !== undefined) throw blockError(block, state);
  const plan = planSend(settings, await readHistory(tx, wanted, settings), now);
  if (!plan.ok) throw limitError(plan.limit, settings, plan.retryAfterMs);
  const send = await insertSend(tx, {
    ...wanted,
    sendId: nextId(),
    status: settings.dryRun ? "dry_run" : "queued",
    sendAt: new Date(plan.sendAt),
    createdAt: new Date(now),
  });
  if (send.status === "queued") {
    const startAfterMs = plan.sendAt - now;
    await jobs.send(bridgeSend, { accountId: wanted.accountId }, {
      tx,
      startAfterMs,
      hastens: true,
    });
  }
  return { send, isNew: true };
}

/**
 * Reads what decides whether an account may send, and locks its row against other sends until the transaction ends. The
 * rows that refer to it can still be written.
 */
export async function lockSender(
  tx: TransactionSql,
  accountId: string,
): Promise<Sender | undefined> {
  const [row] = await tx<Sender[]>`
    select state, upstream_uuid as uuid, (record->>'restrictedAt')::float8 as "restrictedAt"
    from upstream_bridge.accounts where account_id = ${accountId}
    for no key update`;
  return row;
}

/** Adds until when the chat of a text is muted. */
export async function withMute(
  tx: TransactionSql,
  sender: Sender,
  { accountId, target }: Pick<Send, "accountId" | "target">,
  now: number,
): Promise<SenderState> {
  const until = await readMutedUntil(tx, { accountId, chatId: target }, new Date(now));
  return { ...sender, mutedUntil: until?.getTime() ?? null };
}

async function findByKey(tx: TransactionSql, wanted: NewSend): Promise<Send | undefined> {
  const { accountId, idempotencyKey } = wanted;
  if (idempotencyKey === null) return undefined;
  const [row] = await tx<Send[]>`
    select ${sendColumns(tx)} from upstream_bridge.sends
    where account_id = ${accountId} and idempotency_key = ${idempotencyKey}`;
  return row;
}

function isSameText(one: TextRequest, other: TextRequest): boolean {
  return one.target === other.target && one.isRoom === other.isRoom && one.kfId === other.kfId &&
    one.content === other.content;
}

async function insertSend(
  tx: TransactionSql,
  send: NewSend & Pick<Send, "sendId" | "status" | "sendAt" | "createdAt">,
): Promise<Send> {
  const finishedAt = send.status === "dry_run" ? send.createdAt : null;
  const [row] = await tx<Send[]>`
    insert into upstream_bridge.sends
      (send_id, account_id, idempotency_key, target, is_room, kf_id, content, requested_by, status,
        send_at, created_at, finished_at)
    values (${send.sendId}, ${send.accountId}, ${send.idempotencyKey}, ${send.target},
      ${send.isRoom}, ${send.kfId}, ${send.content}, ${send.requestedBy}, ${send.status},
      ${send.sendAt}, ${send.createdAt}, ${finishedAt})
    returning ${sendColumns(tx)}`;
  return row!;
}
