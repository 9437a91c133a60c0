import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { lockConversation } from "services/ai-reply/stores/lease.ts";
import { switchToBot, switchToHuman } from "services/ai-reply/stores/modes.ts";
import { reopenTurn } from "services/ai-reply/stores/reopen_turn.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

/** What an operator can do to a conversation. `by` is their subject, for the log. All throw AppErrors of `errors.ts`. */
export interface TakeOver {
  /** People answer from now on. An answer that is not being sent yet is dropped, and what it answers is left to people. */
  handOver(conversationId: string, by: string): Promise<void>;
  /** The AI answers again, from the next message on. */
  resume(conversationId: string, by: string): Promise<void>;
  /** Tries the last turn again that has failed: an answer that is there is sent, else the model is asked. */
  retryTurn(turnId: string, by: string): Promise<void>;
}

/** See {@link TakeOver}. Works while a worker answers in the conversation, too. */
export function createTakeOver(engine: Engine): TakeOver {
  const { sql, clock, redis, channels, log } = engine;
  return {
    async handOver(conversationId, by) {
      const now = clock.now();
      const { conversation, left } = await sql.begin(async (tx) => {
        const conversation = found(await lockConversation(tx, conversationId));
        const left = await switchToHuman(tx, { conversationId, reason: "console", now });
        return { conversation, left };
      });
      log.info("conversation_handed_over", { conversation_id: conversationId, by });
      await finishStreams(redis, left, DEFINED_ANSWERS.withStaff);
      await channels[conversation.channel].handOver(conversation);
    },
    async resume(conversationId, by) {
      const conversation = await sql.begin(async (tx) => {
        const conversation = found(await lockConversation(tx, conversationId));
        await switchToBot(tx, { conversationId, reason: "console", now: clock.now() });
        return conversation;
      });
      log.info("conversation_resumed", { conversation_id: conversationId, by });
      await channels[conversation.channel].takeBack(conversation);
    },
    async retryTurn(turnId, by) {
      const conversationId = await sql.begin(async (tx) => {
        const conversationId = await reopenTurn(tx, turnId, clock.now());
        if (conversationId === undefined) {
          throw conversationError("conversation_turn_not_retryable");
        }
        await wakeConversations(engine, tx, [conversationId]);
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
