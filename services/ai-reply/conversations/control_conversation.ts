import { type Actor, type Audit, createAudit } from "packages/events/audit.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { recordAct } from "services/ai-reply/conversations/conversation_acts.ts";
import { settleUnanswered } from "services/ai-reply/conversations/hand_back.ts";
import { lockConversation } from "services/ai-reply/conversations/lease.ts";
import { switchToBot, switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { reopenTurn } from "services/ai-reply/conversations/reopen_turn.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import type { Unanswered } from "services/ai-reply/domain/handed_back.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/**
 * The actions that operators can take on a conversation. `by` is the operator: what changes something is recorded in the
 * conversation and in the audit trail. All methods throw AppErrors of `errors.ts`.
 */
export interface ConversationControl {
  /** Staff answer from now on. A turn without an answer is dropped, and its messages go to staff. */
  toStaff(conversationId: string, by: Actor): Promise<void>;
  /** The AI answers again: from the next message on, and with `answer` also what colleagues have not answered. */
  toBot(conversationId: string, by: Actor, unanswered: Unanswered): Promise<void>;
  /**
   * Retries the last turn, which has failed: sends the answer if there is one, else asks the model again. The AI answers
   * again from then on.
   */
  retryTurn(turnId: string, by: Actor): Promise<void>;
}

/** Creates the {@link ConversationControl}. Its methods also work while a worker answers in the conversation. */
export function createConversationControl(deps: WorkerDeps): ConversationControl {
  const audited = { ...deps, audit: createAudit(deps) };
  return {
    toStaff: (conversationId, by) => handOver(audited, conversationId, by),
    toBot: (conversationId, by, unanswered) => handBack(audited, conversationId, by, unanswered),
    retryTurn: (turnId, by) => retry(audited, turnId, by),
  };
}

type Deps = WorkerDeps & { readonly audit: Audit };

async function handOver(deps: Deps, conversationId: string, by: Actor): Promise<void> {
  const { sql, clock, channels, log, audit, webhooks } = deps;
  const conversation = await sql.begin(async (tx) => {
    const conversation = found(await lockConversation(tx, conversationId));
    const change = { conversationId, reason: "console" as const, now: clock.now(), webhooks };
    await switchToStaff(tx, change);
    if (conversation.mode === "bot") {
      await recordAct(audit, tx, conversationId, { by, action: "conversation.hand_over" });
    }
    return conversation;
  });
  log.info("conversation_switched_to_staff", { conversation_id: conversationId, by: by.subject });
  await restoreStreams(deps, conversation);
  await channels[conversation.channel].toStaff(conversation);
}

async function handBack(
  deps: Deps,
  conversationId: string,
  by: Actor,
  unanswered: Unanswered,
): Promise<void> {
  const { sql, clock, channels, log, audit } = deps;
  const { conversation, isAnswered } = await sql.begin(async (tx) => {
    const now = clock.now();
    const conversation = found(await lockConversation(tx, conversationId));
    const { channel, mode } = conversation;
    const isAnswered = await settleUnanswered(tx, {
      conversationId,
      channel,
      mode,
      unanswered,
      now,
    });
    await switchToBot(tx, { conversationId, reason: "console", now });
    if (isAnswered) await wakeConversations(deps, tx, [conversationId]);
    if (conversation.mode === "human" || unanswered !== "keep") {
      const action = "conversation.hand_back";
      await recordAct(audit, tx, conversationId, { by, action, detail: unanswered });
    }
    return { conversation, isAnswered };
  });
  log.info("conversation_switched_to_bot", {
    conversation_id: conversationId,
    by: by.subject,
    unanswered,
  });
  // The end of a session of 微信客服 allows one message. If the AI answers now, it ends the session with its answer.
  if (!isAnswered) await channels[conversation.channel].toBot(conversation);
}

async function retry(deps: Deps, turnId: string, by: Actor): Promise<void> {
  const { sql, clock, log, audit } = deps;
  const conversationId = await sql.begin(async (tx) => {
    const conversationId = await reopenTurn(tx, turnId);
    if (conversationId === undefined) throw conversationError("conversation_turn_not_retryable");
    await switchToBot(tx, { conversationId, reason: "console", now: clock.now() });
    await wakeConversations(deps, tx, [conversationId]);
    await recordAct(audit, tx, conversationId, { by, action: "conversation.retry" });
    return conversationId;
  });
  log.info("turn_retried", { conversation_id: conversationId, by: by.subject });
}

function found(conversation: Conversation | undefined): Conversation {
  if (conversation === undefined) throw conversationError("conversation_not_found");
  return conversation;
}
