import { z } from "zod";
import { ProviderError } from "simulators/llm/provider_error.ts";
import type { Settings } from "simulators/llm/state/state.ts";

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

const schema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({
    role: z.enum(["system", "developer", "user", "assistant", "tool"]),
    content: z.union([z.string(), z.array(part), z.null()]).optional(),
    reasoning_content: z.string().nullish(),
  })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
});

/** The parts of a request that the simulator uses. */
export interface CompletionRequest {
  model: string;
  /** The last user message as text. */
  prompt: string;
  /** All messages as text, to count tokens. */
  input: string;
  isStream: boolean;
  includeUsage: boolean;
  maximumTokens: number | undefined;
}

/**
 * Reads the body of a completion.
 * @throws ProviderError 400 when it has the wrong shape, 404 when the model is unknown
 */
export function parseCompletionRequest(body: unknown, settings: Settings): CompletionRequest {
  const result = schema.safeParse(body);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw refuse(issue?.message ?? "Invalid body", issue?.path.join(".") || "body");
  }
  const { model, messages, stream, stream_options, ...rest } = result.data;
  if (!settings.models.includes(model)) {
    const details = { type: "invalid_request_error", param: "model", code: "model_not_found" };
    throw new ProviderError(404, `The model \`${model}\` does not exist`, details);
  }
  if (settings.rejectReasoningInput && messages.some((it) => it.reasoning_content != null)) {
    throw refuse("reasoning_content is not allowed in input messages", "messages");
  }
  const texts = messages.map(({ role, content }) => ({ role, text: toText(content) }));
  return {
    model,
    prompt: texts.findLast(({ role }) => role === "user")?.text ?? "",
    input: texts.map(({ text }) => text).join("\n"),
    isStream: stream === true,
    includeUsage: stream_options?.include_usage === true,
    maximumTokens: rest.max_completion_tokens ?? rest.max_tokens ?? undefined,
  };
}

function refuse(message: string, param: string): ProviderError {
  return new ProviderError(400, message, { type: "invalid_request_error", param });
}

function toText(content: string | z.infer<typeof part>[] | null | undefined): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ text = "" }) => text).join("");
}
