import { APIError } from "openai/core/error";
import { type AskOptions, ModelRefusedError } from "services/ai-reply/model/model.ts";
import { ProviderFailure } from "services/ai-reply/model/provider_failure.ts";
import { DONE, readChunks } from "services/ai-reply/model/read_chunks.ts";
import {
  beginsInBlock,
  upToLastSentence,
  visibleText,
} from "services/ai-reply/model/visible_text.ts";
import { z } from "zod";

/** Longer than any real answer. An endless answer is cut off here. */
const MAX_CHARACTERS = 20_000;

/** What earlier answers showed about a provider. */
export interface ProviderTraits {
  /** Its answers begin with reasoning without an opening tag: nothing is shown before the closing tag. */
  beginsInBlock: boolean;
}

interface RawAnswer {
  /** The whole content, with reasoning. */
  readonly content: string;
  /** Undefined: the provider gave none, and no end mark. */
  readonly finishReason: string | undefined;
}

/** Content is a text, a part, or a list of parts: those of reasoning are left out. */
const content = z.union([
  z.string(),
  z.array(z.unknown()).transform((parts) => parts.map(readPart).join("")),
  z.looseObject({}).transform(readPart),
]).nullish().catch(undefined);
const refusal = z.string().nullish().catch(undefined);

/** A chunk of a stream, or a whole completion. Values of other types count as missing. */
const chunkSchema = z.looseObject({
  error: z.unknown().optional(),
  // Providers may send further choices; only the first one was requested.
  choices: z.array(z.looseObject({
    delta: z.looseObject({ content, refusal }).nullish().catch(undefined),
    message: z.looseObject({ content, refusal }).nullish().catch(undefined),
    finish_reason: z.string().nullish().catch(undefined),
  })).nullish().catch(undefined),
}).catch({});

const partSchema = z.looseObject({
  type: z.string().default("text"),
  text: z.union([z.string(), z.looseObject({ value: z.string() }).transform(({ value }) => value)]),
});

function readPart(part: unknown): string {
  if (typeof part === "string") return part;
  const parsed = partSchema.safeParse(part);
  return parsed.success && /text$/.test(parsed.data.type) ? parsed.data.text : "";
}

/**
 * Reads an answer to its end, and returns it without reasoning. `onChunk` is called for every chunk with
 * whether a `finish_reason` has come, `onText` with the
 * visible text so far. An answer ends with a `finish_reason` or with `[DONE]`: some providers send only one of them, or an
 * empty reason with every chunk. Behind a `finish_reason` the connection may break off or stay silent.
 * @throws ProviderFailure when the answer is incomplete or empty
 * @throws ModelRefusedError when the provider's filter refuses the answer
 * @throws APIError when the provider reports an error within the stream
 * @throws SyntaxError when a chunk is not JSON
 */
export async function readAnswer(
  body: ReadableStream<Uint8Array>,
  { onChunk, onText, traits }: {
    readonly onChunk: (isFinished: boolean) => void;
    readonly onText: AskOptions["onText"];
    readonly traits: ProviderTraits;
  },
): Promise<string> {
  let content = "";
  let shown = "";
  let finishReason: string | undefined;
  try {
    for await (const chunk of readChunks(body)) {
      if (chunk === DONE) {
        finishReason ??= "stop";
        break;
      }
      const { piece, reason } = readChunk(chunk, content === "");
      finishReason = reason ?? finishReason;
      onChunk(finishReason !== undefined);
      if (piece === "") continue;
      content += piece;
      const isBlockClosed = beginsInBlock(content);
      traits.beginsInBlock ||= isBlockClosed;
      const visible = traits.beginsInBlock && !isBlockClosed ? "" : visibleText(content);
      if (visible !== shown) onText?.(shown = visible);
      if (content.length > MAX_CHARACTERS) return finishAnswer({ content, finishReason: "length" });
    }
  } catch (error) {
    if (finishReason === undefined || isReported(error)) throw error;
  }
  return finishAnswer({ content, finishReason });
}

/** Whether the provider sent the error, so that it is no broken connection. */
function isReported(error: unknown): boolean {
  return error instanceof APIError || error instanceof SyntaxError ||
    error instanceof ModelRefusedError;
}

/** `isFirst`: nothing has come yet, so a whole message is no repetition of what the stream said. */
function readChunk(chunk: unknown, isFirst: boolean) {
  const { error, choices } = chunkSchema.parse(chunk);
  if (error !== undefined && error !== null) {
    throw new APIError(undefined, Object(error), undefined, undefined);
  }
  const choice = choices?.[0];
  if (choice?.delta?.refusal || choice?.message?.refusal) {
    throw new ModelRefusedError("Cannot answer: the model has refused the question");
  }
  const piece = choice?.delta?.content ?? (isFirst ? choice?.message?.content : undefined) ?? "";
  const reason = choice?.finish_reason?.toLowerCase();
  return { piece, reason: reason === "null" ? undefined : reason || undefined };
}

/** DeepSeek, Zhipu: the server stopped in the middle of the answer. */
const CUT_OFF = new Set(["insufficient_system_resource", "network_error", "error"]);
/** OpenAI, Zhipu, Gemini, Claude. */
const REFUSED = new Set(["content_filter", "sensitive", "safety", "prohibited_content", "refusal"]);
/** OpenAI, Claude and Gemini, Mistral. */
const TOO_LONG = new Set(["length", "max_tokens", "model_length"]);

function finishAnswer({ content, finishReason }: RawAnswer): string {
  if (finishReason !== undefined && REFUSED.has(finishReason)) {
    throw new ModelRefusedError("Cannot answer: the provider's filter has refused the answer");
  }
  if (finishReason === undefined || CUT_OFF.has(finishReason)) {
    throw new ProviderFailure("answer cut off");
  }
  const isCut = TOO_LONG.has(finishReason);
  const text = visibleText(content, !isCut);
  if (text === "") throw new ProviderFailure("empty answer");
  return isCut ? upToLastSentence(text) : text;
}
