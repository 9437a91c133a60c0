import { z } from "zod";

const count = z.int().min(1).max(1_000_000);
const delayMs = z.int().min(0).max(600_000);

/** `POST /_control/scenarios`: how the requests it matches are answered. */
export const scenarioSchema = z.strictObject({
  /** Part of the last user message. Absent: every request. */
  match: z.string().min(1).optional(),
  /** How many requests it applies to; absent: all. */
  count: count.optional(),
  /** The answer; `{prompt}` is the last user message. */
  reply: z.string().default("模拟回答：{prompt}"),
  /** Sent before the answer, as `reasoning_content`. */
  reasoning: z.string().optional(),
  /** Sent before the answer, as a `<think>` block in its text. */
  think: z.string().optional(),
  finishReason: z.enum(["stop", "length", "content_filter"]).default("stop"),
  /** Delay before the first byte; with `keepAliveMs` before the first word. */
  delayMs: delayMs.default(0),
  /** During the delay it sends `: keep-alive` (in a stream) or empty lines, at this interval. */
  keepAliveMs: z.int().min(1).max(600_000).optional(),
  chunkDelayMs: delayMs.default(0),
  /** Characters of a chunk. */
  chunkChars: z.int().min(1).max(10_000).default(4),
  /** Answers this status with an error instead. */
  status: z.int().min(400).max(599).optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
  /** Breaks the connection off after this many chunks; without a stream: in the middle of the body. */
  cutAfterChunks: z.int().min(0).max(1_000_000).optional(),
  /** Sends half a chunk of JSON after this many, then continues; without a stream: half a body. */
  malformedAfterChunks: z.int().min(0).max(1_000_000).optional(),
  /** What ends a stream: a `finish_reason`, `[DONE]`, both or nothing. */
  ending: z.enum(["both", "reason", "done", "none"]).default("both"),
  /** Sends an empty `finish_reason` with every chunk before the last, as some providers do. */
  emptyReasons: z.literal(true).optional(),
  /** Answers with one JSON body, even if a stream was requested. */
  ignoresStream: z.literal(true).optional(),
  /** Sends `content` as a list of parts. */
  contentParts: z.literal(true).optional(),
  /** Sends nothing until the caller hangs up. */
  neverAnswers: z.literal(true).optional(),
});

/** What `scenarioSchema` yields. */
export type Scenario = z.infer<typeof scenarioSchema>;

/** Used when no scenario matches: the answer repeats the prompt at once. */
export const defaultScenario: Scenario = scenarioSchema.parse({});
