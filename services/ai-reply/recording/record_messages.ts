import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { withoutBotMention } from "services/ai-reply/commands/mentions.ts";
import type { Content, ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { recordMessage } from "services/ai-reply/recording/record_message.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { recordingRules } from "services/ai-reply/recording/recording_rules.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { syncKf } from "services/ai-reply/recording/sync_kf.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";

type DirectMessage = Exclude<CallbackMessage, { kind: "kf_news" }>;

/**
 * Records a message that `callback` received, and sends the wake-up job of its conversation, in one transaction. The queue
 * delivers the messages of one person in the order in which they arrived.
 * @throws Error when the queue must try again
 */
export async function recordMessages(
  deps: WorkerDeps,
  { payload, signal }: Pick<Job<CallbackMessage>, "payload" | "signal">,
): Promise<void> {
  if (payload.kind === "kf_news") return await syncKf(deps, payload, signal);
  await recordDirectMessage(deps, payload);
}

async function recordDirectMessage(
  deps: WorkerDeps,
  message: DirectMessage,
): Promise<void> {
  const { sql, settings, clock } = deps;
  const { inboxId, content, sentAt } = message;
  const recorded = await sql.begin(async (tx) => {
    const recorded = await recordMessage(tx, {
      key: keyOf(message),
      messageId: inboxId,
      sourceKey: `inbox:${inboxId}`,
      author: "customer",
      content: message.kind === "bot_message" ? botContent(deps, message) : content,
      sentAt: new Date(sentAt),
    }, recordingRules(deps, clock.now()));
    if (recorded.waits) {
      const { conversationId, isUrgent } = recorded;
      await wakeConversations(deps, tx, [conversationId], {
        startAfterMs: settings.mergeWindowMs,
        hasten: new Set(isUrgent ? [conversationId] : []),
      });
    }
    return recorded;
  });
  const { conversationId, waits, isUrgent } = recorded;
  // Otherwise the next turn writes into all waiting streams.
  if (!waits || isUrgent) {
    await restoreStreams(deps, { channel: keyOf(message).channel, conversationId });
  }
}

/** The content without the mention of the bot. Commands stay as they are: `readCommand` knows more forms of mentions. */
function botContent(
  { bots, readCommand }: Pick<WorkerDeps, "bots" | "readCommand">,
  { app, chatId, content, streamId }: Extract<DirectMessage, { kind: "bot_message" }>,
): Content {
  const isSpoken = content.type === "text" && chatId !== undefined;
  if (!isSpoken || readCommand(content.text) !== undefined) return { ...content, streamId };
  return { ...content, text: withoutBotMention(content.text, bots.get(app)?.botName), streamId };
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
