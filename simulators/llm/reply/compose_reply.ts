import type { CompletionRequest } from "simulators/llm/reply/completion_request.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

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
  const answer = scenario.reply.replaceAll("{prompt}", () => request.prompt);
  const whole = think === undefined ? answer : `<think>\n${think}\n</think>\n\n${answer}`;
  const content = cut(whole, request.maximumTokens);
  return {
    reasoning,
    content,
    finishReason: content === whole ? finishReason : "length",
    usage: describeUsage(request.input, reasoning, content),
  };
}

function cut(text: string, maximumTokens: number | undefined): string {
  if (maximumTokens === undefined) return text;
  const bytes = new TextEncoder().encode(text).subarray(0, maximumTokens * bytesOfToken);
  return new TextDecoder().decode(bytes).replace(/\uFFFD$/, "");
}

function describeUsage(input: string, reasoning: string, content: string) {
  const prompt_tokens = countTokens(input);
  const reasoning_tokens = countTokens(reasoning);
  const completion_tokens = reasoning_tokens + countTokens(content);
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
