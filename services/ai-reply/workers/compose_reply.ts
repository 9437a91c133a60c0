import { storableText } from "packages/platform/storable_text.ts";
import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { planTurn } from "services/ai-reply/domain/plan_turn.ts";
import { type Model, ModelRefusedError } from "services/ai-reply/model/model.ts";
import { buildPrompt } from "services/ai-reply/model/prompt.ts";
import { readContext } from "services/ai-reply/stores/context.ts";
import { countModelReplies, type Reply } from "services/ai-reply/stores/turns.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** The channel does not take the answer any more. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";
}

/**
 * What is to be said in a turn; asks the model if it takes one.
 * @throws ModelUnavailableError, TooLateError
 */
export async function composeReply(
  engine: Engine,
  conversation: Conversation,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<Reply> {
  const { handsOver, forgetsAt, defined, question } = planTurn(
    turn.messages.map(({ content }) => content),
    conversation.channel,
  );
  const forgetsBefore = turn.messages[forgetsAt ?? -1]?.sentAt;
  const answer = question === undefined ? NOTHING : await answerQuestion(engine, {
    conversation,
    turn,
    question,
    forgets: forgetsAt !== undefined,
  }, signal);
  return {
    ...answer,
    text: storableText([...defined, answer.text].filter((text) => text !== "").join("\n\n")),
    ...forgetsBefore === undefined ? {} : { forgetsBefore },
    ...handsOver ? { handOver: "keyword" } : {},
  };
}

interface Asked {
  readonly conversation: Conversation;
  readonly turn: OpenTurn;
  readonly question: string;
  readonly forgets: boolean;
}

type Answer = Omit<Reply, "forgetsBefore">;

const NOTHING: Answer = { text: "", sources: [] };

async function answerQuestion(engine: Engine, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { model, settings, sensitiveWords, log, clock, sql } = engine;
  const { conversation: { conversationId, corpId, person, channel }, question } = asked;
  if (sensitiveWords.find(question).length > 0) {
    log.info("sensitive_question", { conversation_id: conversationId });
    return settings.sensitiveHandsOver
      ? {
        text: channel === "kf" ? DEFINED_ANSWERS.queued : DEFINED_ANSWERS.withStaff,
        sources: [],
        handOver: "sensitive",
      }
      : { text: DEFINED_ANSWERS.sensitiveQuestion, sources: [] };
  }
  if (model === undefined) {
    return { text: DEFINED_ANSWERS.noModel, sources: [], handOver: "model" };
  }
  const replies = await countModelReplies(sql, { corpId, person, now: clock.now() });
  if (replies >= settings.repliesPerHour) {
    log.info("replies_limited", { conversation_id: conversationId });
    return { text: DEFINED_ANSWERS.tooMany, sources: [] };
  }
  return await askModel(engine, model, asked, signal);
}

async function askModel(
  engine: Engine,
  model: Model,
  { conversation, turn, question, forgets }: Asked,
  signal: AbortSignal,
): Promise<Answer> {
  const { settings, sql, knowledge } = engine;
  const steps = forgets ? [] : await readContext(sql, conversation, turn.number);
  const excerpts = await knowledge.search(question);
  const prompt = buildPrompt({
    system: settings.systemPrompt,
    ...forgets || conversation.summary === null ? {} : { summary: conversation.summary },
    history: steps.flatMap(({ messages }) => messages),
    excerpts,
    question,
    maxTokens: settings.promptTokens,
  });
  try {
    const answer = await askInTime(engine, { model, prompt, conversation, turn }, signal);
    if (engine.sensitiveWords.find(answer.text).length > 0) {
      engine.log.warn("sensitive_answer", { conversation_id: conversation.conversationId });
      return { text: DEFINED_ANSWERS.sensitiveAnswer, model: answer.model, sources: [] };
    }
    const sources = excerpts.map(({ title, path }) => ({ title, path }));
    return { text: answer.text, model: answer.model, sources };
  } catch (error) {
    if (!(error instanceof ModelRefusedError)) throw error;
    engine.log.warn("model_refused", { conversation_id: conversation.conversationId });
    return { text: DEFINED_ANSWERS.sensitiveAnswer, sources: [] };
  }
}

/** Asks, and shows what is written so far where the channel can. @throws TooLateError */
async function askInTime(
  { channels, clock, sensitiveWords }: Engine,
  { model, prompt, conversation, turn }: {
    readonly model: Model;
    readonly prompt: Parameters<Model["ask"]>[0];
    readonly conversation: Conversation;
    readonly turn: OpenTurn;
  },
  signal: AbortSignal,
) {
  const channel = channels[conversation.channel];
  const answerBy = channel.answerBy?.(turn);
  const late = answerBy === undefined
    ? undefined
    : AbortSignal.timeout(Math.max(0, answerBy - clock.now()));
  const progress = channel.progress?.(
    turn,
    (textSoFar) => sensitiveWords.find(textSoFar).length === 0,
  );
  try {
    return await model.ask(prompt, {
      signal: late === undefined ? signal : AbortSignal.any([signal, late]),
      onText: (textSoFar) => progress?.show(textSoFar),
    });
  } catch (error) {
    if (late?.aborted && !signal.aborted) throw new TooLateError("Cannot answer: too late");
    throw error;
  } finally {
    await progress?.stop();
  }
}
