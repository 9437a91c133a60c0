import { limitParts, makeDistinct } from "services/ai-reply/domain/delivery.ts";
import type { ModeReason } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import type { Delivery } from "services/ai-reply/domain/delivery.ts";
import {
  type NewPart,
  readDeliveries,
  readLatelySent,
} from "services/ai-reply/turns/deliveries.ts";
import { withLease } from "services/ai-reply/conversations/lease.ts";
import { switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { isStillThinking } from "services/ai-reply/turns/open_turns.ts";
import { type NewReply, recordReply, type Reply } from "services/ai-reply/turns/turn_store.ts";
import { composeReply, TooLateError } from "services/ai-reply/turns/compose_reply.ts";
import { deliverTurn } from "services/ai-reply/turns/deliver_turn.ts";
import { endTooLate } from "services/ai-reply/turns/give_up.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { isSlowNoticeDue, sendSlowNotice } from "services/ai-reply/turns/send_slow_notice.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";
import { watchTurn } from "services/ai-reply/turns/watch_turn.ts";

/** The longest wait until the queue's next attempt: one minute, and a margin. */
const LONGEST_BACKOFF_MS = 65_000;

/**
 * Continues one turn from its current status to its end: finds the answer, records its parts, sends them. May be called
 * again after a crash at any point. Returns whether the conversation's history has become too long for later prompts.
 * @throws Error when the queue must try again: the model, WeCom or the database is unavailable
 */
export async function answerTurn(run: TurnRun): Promise<boolean> {
  if (run.turn.status === "sending") {
    await deliverTurn(run, await readDeliveries(run.deps.sql, run.turn.turnId));
    return false;
  }
  const reply = await findReply(run);
  const parts = reply && await record(run, reply);
  if (parts === undefined) return false;
  await deliverTurn(run, parts);
  return reply?.needsSummary ?? false;
}

/** Finds the answer. Undefined: the turn needs none any more. */
async function findReply(run: TurnRun): Promise<Reply | undefined> {
  const { turn, conversation, channel, signal } = run;
  await channel.begin?.(turn);
  if (await channel.staffServes(conversation, turn, signal)) {
    await switchToServingStaff(run);
    return undefined;
  }
  try {
    return await watchTurn(run, composeReply);
  } catch (error) {
    if (signal.aborted) throw error;
    return await endWithoutReply(run, error);
  }
}

/** @throws the given error when the queue must try again */
async function endWithoutReply(run: TurnRun, error: unknown): Promise<undefined> {
  const { deps, lease, turn, channel } = run;
  const isUnavailable = error instanceof ModelUnavailableError;
  if (isUnavailable && isSlowNoticeDue(run)) await sendSlowNotice(run);
  // Checked last: the slow notice takes time, and a change during it must not wait for the next attempt.
  if (!await isStillThinking(deps.sql, lease, turn.turnId)) return undefined;
  const answerBy = channel.answerBy?.(turn) ?? Infinity;
  const isLastChance = isUnavailable && deps.clock.now() + LONGEST_BACKOFF_MS > answerBy;
  if (error instanceof TooLateError || isLastChance) return await endTooLate(run);
  throw error;
}

/** Records the answer. Returns the parts to send; undefined if the turn was dropped. */
async function record(run: TurnRun, reply: Reply): Promise<readonly Delivery[] | undefined> {
  const { deps: { sql, clock }, lease, turn: { turnId } } = run;
  const now = clock.now();
  const parts = await render(run, reply, now);
  const newReply = { turnId, reply, parts, now };
  const isRecorded = reply.toStaff === undefined
    ? await recordReply(sql, lease, newReply)
    : await recordReplyToStaff(run, reply.toStaff, newReply);
  return isRecorded
    ? parts.map((part) => ({ ...part, turnId, status: "recorded", firstTriedAt: null }))
    : undefined;
}

/** Renders an answer as the parts that the channel allows now. */
async function render(
  { deps, turn, conversation, channel }: TurnRun,
  { text }: Reply,
  now: number,
): Promise<readonly NewPart[]> {
  const sent = await readLatelySent(deps.sql, conversation.conversationId, now);
  const rendered = channel.render(text);
  // An answer of markup only renders to nothing, but the customer must get an answer.
  const shown = rendered.length > 0 ? rendered : [CANNED_REPLIES.sensitiveAnswer];
  const limit = Math.max(1, channel.partsLeft(sent.sinceQuestion, turn, conversation));
  const texts = makeDistinct(limitParts(shown, limit), sent.texts);
  return texts.map((text, index) => ({ part: index + 1, text }));
}

async function recordReplyToStaff(
  { deps, lease, conversation }: TurnRun,
  reason: ModeReason,
  newReply: NewReply,
): Promise<boolean> {
  const { conversationId } = conversation;
  const change = { conversationId, reason, now: newReply.now, webhooks: deps.webhooks };
  const isRecorded = await deps.sql.begin(async (tx) => {
    if (!await recordReply(tx, lease, newReply)) return false;
    await switchToStaff(tx, change);
    return true;
  });
  // The streams of messages that came meanwhile are abandoned.
  if (isRecorded) await restoreStreams(deps, conversation);
  return isRecorded;
}

/** A colleague serves the customer in WeCom's client, so the AI does not answer. Only 微信客服 has this; it has no streams. */
async function switchToServingStaff({ deps, lease, conversation }: TurnRun): Promise<void> {
  const { conversationId } = conversation;
  const { clock, webhooks } = deps;
  const change = { conversationId, reason: "kf" as const, now: clock.now(), webhooks };
  await withLease(deps.sql, lease, (tx) => switchToStaff(tx, change));
}
