import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { lockConversation } from "services/ai-reply/conversations/lease.ts";
import { switchToBot, switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { reopenTurn } from "services/ai-reply/conversations/reopen_turn.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";

/**
 * The actions that operators can take on a conversation. `by` is the operator's subject, for the log.
 * All methods throw AppErrors of `errors.ts`.
 */
export interface ConversationControl {
  /** Staff answer from now on. A turn without an answer is dropped, and its messages go to staff. */
  toStaff(conversationId: string, by: string): Promise<void>;
  /** The AI answers again, from the next message on. */
  toBot(conversationId: string, by: string): Promise<void>;
  /**
   * Retries the last turn, which has failed: sends the answer if there is one, else asks the model again. The AI answers
   * again from then on.
   */
  retryTurn(turnId: string, by: string): Promise<void>;
}

/** Creates the {@link ConversationControl}. Its methods also work while a worker answers in the conversation. */
export function createConversationControl(deps: WorkerDeps): ConversationControl {
  const { sql, clock, channels, log } = deps;
  return {
    async toStaff(conversationId, by) {
      const now = clock.now();
      const conversation = await sql.begin(async (tx) => {
        const conversation = found(await lockConversation(tx, conversationId));
        await switchToStaff(tx, { conversationId, reason: "console", now });
        return conversation;
      });
      log.info("conversation_switched_to_staff", { conversation_id: conversationId, by });
      await restoreStreams(deps, conversation);
      await channels[conversation.channel].toStaff(conversation);
    },
    async toBot(conversationId, by) {
      const conversation = await sql.begin(async (tx) => {
        const conversation = found(await lockConversation(tx, conversationId));
        await switchToBot(tx, { conversationId, reason: "console", now: clock.now() });
        return conversation;
      });
      log.info("conversation_switched_to_bot", { conversation_id: conversationId, by });
      await channels[conversation.channel].toBot(conversation);
    },
    async retryTurn(turnId, by) {
      const conversationId = await sql.begin(async (tx) => {
        const conversationId = await reopenTurn(tx, turnId);
        if (conversationId === undefined) {
          throw conversationError("conversation_turn_not_retryable");
        }
        await switchToBot(tx, { conversationId, reason: "console", now: clock.now() });
        await wakeConversations(deps, tx, [conversationId]);
        return conversationId;
      });
      log.info("turn_retried", { conversation_id: conversationId, by });
    },
  };
}

function found(conversation: Conversation | undefined): Conversation {
  if (conversation === undefined) throw conversationError("conversation_not_found");
  return conversation;
}
