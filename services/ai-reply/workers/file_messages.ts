import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import type { ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import { fileMessage } from "services/ai-reply/stores/file_message.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { filingRules } from "services/ai-reply/workers/filing_rules.ts";
import { syncKf } from "services/ai-reply/workers/sync_kf.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

type DirectMessage = Exclude<CallbackMessage, { kind: "kf_news" }>;

/**
 * Files what `callback` has stored: the message, and the wake-up of its conversation, in one transaction. The queue
 * hands over what one person wrote in the order in which it came.
 * @throws what the queue is to try again
 */
export async function fileMessages(
  engine: Engine,
  { payload, signal }: Pick<Job<CallbackMessage>, "payload" | "signal">,
): Promise<void> {
  if (payload.kind === "kf_news") return await syncKf(engine, payload, signal);
  await fileDirectMessage(engine, payload);
}

async function fileDirectMessage(
  engine: Engine,
  message: DirectMessage,
): Promise<void> {
  const { sql, settings, clock } = engine;
  const { inboxId, content, sentAt } = message;
  const leftStreams = await sql.begin(async (tx) => {
    const filed = await fileMessage(tx, {
      key: keyOf(message),
      messageId: inboxId,
      sourceKey: `inbox:${inboxId}`,
      author: "customer",
      content: message.kind === "bot_message"
        ? { ...content, streamId: message.streamId }
        : content,
      sentAt: new Date(sentAt),
    }, filingRules(engine, clock.now()));
    if (filed.waits) {
      const { conversationId, isUrgent } = filed;
      await wakeConversations(engine, tx, [conversationId], {
        startAfterMs: settings.mergeWindowMs,
        hasten: new Set(isUrgent ? [conversationId] : []),
      });
    }
    return filed.leftStreams;
  });
  await finishStreams(engine.redis, leftStreams, DEFINED_ANSWERS.withStaff);
}

function keyOf(message: DirectMessage): ConversationKey {
  const { app, corpId } = message;
  switch (message.kind) {
    case "app_message":
      return { channel: "app", app, corpId, place: message.agentId, person: message.userId };
    case "bot_message": {
      const { botId, chatId, userId } = message;
      const place = chatId === undefined ? botId : `${botId}/${chatId}`;
      return { channel: "bot", app, corpId, place, person: userId };
    }
    case "simulated_message":
      return { channel: "simulated", app, corpId, place: "", person: message.externalUserId };
  }
}
