import type { CompletionRequest } from "simulators/llm/reply/completion_request.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

/** The answer of a scenario without `reply`: it repeats the prompt. */
const defaultReply = "模拟回答：{prompt}";

/** Bytes that count as one token: roughly a Chinese character. */
const bytesOfToken = 3;

/** The content of a completion. */
interface Reply {
  reasoning: string;
  content: string;
  finishReason: Scenario["finishReason"];
  usage: Record<string, unknown>;
}

/** The scenario's answer to this request, cut to the tokens the caller allows. */
export function composeReply(scenario: Scenario, request: CompletionRequest): Reply {
  const { reasoning = "", think, finishReason } = scenario;
  const filled = fill(scenario.reply ?? defaultReply, request);
  const isJson = request.wantsJson && scenario.reply === undefined;
  const answer = isJson ? JSON.stringify({ reply: filled }) : filled;
  const whole = think === undefined ? answer : `<think>\n${think}\n</think>\n\n${answer}`;
  const content = cut(whole, request.maximumTokens);
  return {
    reasoning,
    content,
    finishReason: content === whole ? finishReason : "length",
    usage: describeUsage(request.input, reasoning, content),
  };
}

function fill(template: string, { prompt, model }: CompletionRequest): string {
  return template.replace(/\{(prompt|model)\}/g, (_, name) => name === "prompt" ? prompt : model);
}

function cut(text: string, maximumTokens: number | undefined): string {
  if (maximumTokens === undefined) return text;
  const bytes = new TextEncoder().encode(text).subarray(0, maximumTokens * bytesOfToken);
  return new TextDecoder().decode(bytes).replace(/\uFFFD$/, "");
}

function describeUsage(input: string, reasoning: string, content: string) {
  const [prompt_tokens, reasoning_tokens, answer] = [input, reasoning, content].map(
    countTokens,
  ) as [
    number,
    number,
    number,
  ];
  const completion_tokens = reasoning_tokens + answer;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    ...reasoning_tokens > 0 && { completion_tokens_details: { reasoning_tokens } },
  };
}

function countTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / bytesOfToken);
}
