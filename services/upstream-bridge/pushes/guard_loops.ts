import type { TransactionSql } from "postgres";
import {
  isAnswerLoop,
  LOOP_SENDS_MIN,
  LOOP_WINDOW_MS,
  MUTE_MS,
} from "services/upstream-bridge/domain/answer_loop.ts";
import { type Chat, muteChat } from "services/upstream-bridge/pushes/muted_chats.ts";
import type { PushDeps } from "services/upstream-bridge/pushes/push_deps.ts";

/** A new message of a person, or of a program that looks like one. */
export interface GuardedMessage extends Chat {
  readonly senderId: string;
  readonly isRoom: boolean;
}

/** What tells whether the sender of a message is a program. */
export interface LoopSigns {
  /** The account of ours that is the sender. */
  readonly other: string | null;
  /** Times of our latest sends to the chat, in epoch milliseconds. */
  readonly sentAt: readonly number[] | null;
}

/** Reads what {@link guardLoops} needs. `now`: epoch milliseconds. */
export async function readLoopSigns(
  tx: TransactionSql,
  { accountId, chatId, senderId }: GuardedMessage,
  now: number,
): Promise<LoopSigns> {
  const since = new Date(now - LOOP_WINDOW_MS);
  const [signs] = await tx<[LoopSigns]>`
    select
      (select account_id from upstream_bridge.accounts
        where vid = ${senderId} and account_id <> ${accountId} limit 1) as other,
      (select array_agg(extract(epoch from coalesce(finished_at, created_at))::float8 * 1000)
        from upstream_bridge.sends
        where account_id = ${accountId} and target = ${chatId} and created_at > ${since}
          and status in ('sending', 'sent', 'unknown')) as "sentAt"`;
  return signs;
}

/**
 * Mutes the chat of a new message when its sender is a program: another account of ours, or one that takes turns with our
 * sends at high speed. Returns whether the sender is another account of ours, in a chat of the two. The caller has locked
 * the account's row.
 */
export async function guardLoops(
  deps: PushDeps,
  tx: TransactionSql,
  message: GuardedMessage,
  signs: LoopSigns,
): Promise<boolean> {
  const now = deps.clock.now();
  // In a room, colleagues with accounts of ours write beside each other.
  if (signs.other !== null && !message.isRoom) {
    await mute(deps, tx, message, { reason: "own_account", otherAccountId: signs.other });
    return true;
  }
  const sentAt = signs.sentAt ?? [];
  if (sentAt.length < LOOP_SENDS_MIN) return false;
  const receivedAt = await readArrivals(tx, message, new Date(now - LOOP_WINDOW_MS));
  if (isAnswerLoop({ sentAt, receivedAt, now })) await mute(deps, tx, message, { reason: "loop" });
  return false;
}

async function readArrivals(
  tx: TransactionSql,
  { accountId, chatId }: Chat,
  since: Date,
): Promise<number[]> {
  const rows = await tx<{ at: Date }[]>`
    select at from (
      select at, type, data from upstream_bridge.events
      where account_id = ${accountId} order by seq desc limit 500) latest
    where at > ${since} and type = 'account.message' and data ->> 'chatId' = ${chatId}`;
  return rows.map(({ at }) => at.getTime());
}

async function mute(
  { clock, appendEvent, writeLog, log }: PushDeps,
  tx: TransactionSql,
  { accountId, chatId }: Chat,
  why: { readonly reason: "own_account" | "loop"; readonly otherAccountId?: string },
): Promise<void> {
  const now = clock.now();
  const until = new Date(now + MUTE_MS);
  if (!await muteChat(tx, { accountId, chatId }, { now: new Date(now), until })) return;
  const data = { ...why, chatId, until: until.toISOString() };
  await writeLog(tx, [{
    accountId,
    stage: "callback",
    eventType: "account.muted",
    level: "warn",
    isKept: true,
    payload: data,
  }]);
  await appendEvent(tx, { accountId, type: "account.muted", data });
  log.warn("account_muted", { account_id: accountId, reason: why.reason });
}
