import { storableText } from "packages/platform/storable_text.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { planTurn } from "services/ai-reply/domain/plan_turn.ts";
import { conversationTopics } from "services/ai-reply/knowledge/conversation_topics.ts";
import {
  type Model,
  ModelRefusedError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import { buildPrompt } from "services/ai-reply/model/prompt.ts";
import { countToSummarise, historyLimits } from "services/ai-reply/model/summary.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import type { SensitiveWords } from "services/ai-reply/text/sensitive_words.ts";
import { readContext } from "services/ai-reply/turns/context.ts";
import { countModelReplies, type Reply } from "services/ai-reply/turns/turn_store.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";

/** The channel no longer accepts the answer. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";
}

/**
 * Composes the reply of a turn: canned replies, and the model's answer if there is a question.
 * @throws ModelUnavailableError when no provider answers
 * @throws TooLateError when the channel no longer accepts the answer
 */
export async function composeReply(run: TurnRun): Promise<Reply> {
  const { deps, turn, conversation } = run;
  const { asksForStaff, forgetsAt, canned, question } = planTurn(
    turn.messages.map(({ content }) => content),
    { channel: conversation.channel, readCommand: deps.readCommand },
  );
  const forgetsBefore = turn.messages[forgetsAt ?? -1]?.sentAt;
  const asked = question && { question, forgets: forgetsAt !== undefined };
  const answer = asked ? await answerQuestion(run, asked) : NOTHING;
  return {
    ...answer,
    text: storableText([...canned, answer.text].filter((text) => text !== "").join("\n\n")),
    ...forgetsBefore === undefined ? {} : { forgetsBefore },
    ...asksForStaff ? { toStaff: "keyword" } : {},
  };
}

interface Asked {
  readonly question: string;
  readonly forgets: boolean;
}

type Answer = Omit<Reply, "forgetsBefore">;

const NOTHING: Answer = { text: "", sources: [] };

async function answerQuestion(run: TurnRun, asked: Asked): Promise<Answer> {
  const { model, settings, sensitiveWords, log, clock, sql } = run.deps;
  const { conversationId, corpId, person, channel } = run.conversation;
  const { question } = asked;
  if (sensitiveWords.find(question).length > 0) {
    log.info("sensitive_question", { conversation_id: conversationId });
    return settings.sensitiveToStaff
      ? {
        text: channel === "kf" ? CANNED_REPLIES.toStaffQueued : CANNED_REPLIES.withStaff,
        sources: [],
        toStaff: "sensitive",
      }
      : { text: CANNED_REPLIES.sensitiveQuestion, sources: [] };
  }
  if (model === undefined) {
    return { text: CANNED_REPLIES.noModel, sources: [], toStaff: "model" };
  }
  const replies = await countModelReplies(sql, { corpId, person, now: clock.now() });
  if (replies >= settings.repliesPerHour) {
    log.info("replies_limited", { conversation_id: conversationId });
    return { text: CANNED_REPLIES.tooMany, sources: [] };
  }
  return await askModel(run, model, asked);
}

async function askModel(
  run: TurnRun,
  model: Model,
  { question, forgets }: Asked,
): Promise<Answer> {
  const { deps, conversation, turn } = run;
  const { settings, sql, knowledge } = deps;
  const steps = forgets ? [] : await readContext(sql, conversation, turn.number);
  const history = steps.flatMap(({ messages }) => messages);
  const excerpts = await knowledge.search(question, { about: conversationTopics(history) });
  const prompt = buildPrompt({
    system: settings.systemPrompt,
    ...forgets || conversation.summary === null ? {} : { summary: conversation.summary },
    history,
    excerpts,
    question,
    maxTokens: settings.promptTokens,
  });
  try {
    const answer = await askInTime(run, model, prompt);
    if (hasSensitiveWord(deps.sensitiveWords, answer.text)) {
      deps.log.warn("sensitive_answer", { conversation_id: conversation.conversationId });
      return { text: CANNED_REPLIES.sensitiveAnswer, model: answer.model, sources: [] };
    }
    const sources = excerpts.map(({ title, path }) => ({ title, path }));
    const later: PromptMessage[] = [
      ...history,
      { role: "user", content: question },
      { role: "assistant", content: answer.text },
    ];
    const needsSummary = countToSummarise(later, historyLimits(settings.promptTokens)) > 0;
    return { text: answer.text, model: answer.model, sources, needsSummary };
  } catch (error) {
    if (!(error instanceof ModelRefusedError)) throw error;
    deps.log.warn("model_refused", { conversation_id: conversation.conversationId });
    return { text: CANNED_REPLIES.sensitiveAnswer, sources: [] };
  }
}

/** Also finds a word that only appears without the marks within it, such as `违**禁**词`. */
function hasSensitiveWord(words: SensitiveWords, answer: string): boolean {
  return words.find(answer).length > 0 || words.find(toPlainText(answer, "kf")).length > 0;
}

/**
 * Asks the model, and shows the text so far if the channel can.
 * @throws TooLateError when the channel's time is over
 */
async function askInTime(
  { deps: { clock, sensitiveWords }, turn, channel, signal }: TurnRun,
  model: Model,
  prompt: Parameters<Model["ask"]>[0],
) {
  const answerBy = channel.answerBy?.(turn);
  const late = answerBy === undefined
    ? undefined
    : AbortSignal.timeout(Math.max(0, answerBy - clock.now()));
  const progress = channel.progress?.(
    turn,
    (textSoFar) => !hasSensitiveWord(sensitiveWords, textSoFar),
  );
  try {
    return await model.ask(prompt, {
      signal: late === undefined ? signal : AbortSignal.any([signal, late]),
      onText: (textSoFar) => progress?.show(textSoFar),
    });
  } catch (error) {
    if (late?.aborted && !signal.aborted) {
      throw new TooLateError("Cannot answer: the channel's time is over");
    }
    throw error;
  } finally {
    await progress?.stop();
  }
}
