import type { CallbackSettings } from "simulators/wecom/channels.ts";
import { openReply } from "simulators/wecom/push/envelope.ts";
import { z } from "zod";

const envelopeSchema = z.object({
  encrypt: z.string(),
  msgsignature: z.string(),
  timestamp: z.int(),
  nonce: z.string(),
});

const maximumContentBytes = 20_480;

const contentSchema = z.string().refine(
  (text) => new TextEncoder().encode(text).length <= maximumContentBytes,
  "content is longer than 20480 bytes",
);

const streamSchema = z.object({
  id: z.string().min(1),
  finish: z.boolean().default(false),
  content: contentSchema.default(""),
});

const replySchema = z.discriminatedUnion("msgtype", [
  z.object({ msgtype: z.literal("stream"), stream: streamSchema }),
  z.object({ msgtype: z.literal("text"), text: z.object({ content: contentSchema }) }),
]);

/** What an AI bot answered (D101031). */
export type BotReply = z.infer<typeof replySchema>;

/**
 * Reads the answer to a bot's callback: lower-case JSON, the nonce of the callback, an empty receive
 * id (D101033). An empty body is no reply.
 * @throws Error that names the problem
 */
export function readBotReply(
  body: string,
  { callback, nonce }: { callback: CallbackSettings; nonce: string },
): BotReply | undefined {
  if (body.trim() === "") return undefined;
  const envelope = parse(envelopeSchema, body, "the reply");
  if (envelope.nonce !== nonce) throw new Error("the reply's nonce is not the one of the callback");
  const plain = openReply(callback, {
    encrypted: envelope.encrypt,
    signature: envelope.msgsignature,
    timestamp: String(envelope.timestamp),
    nonce,
  }, "");
  return parse(replySchema, plain, "the reply's content");
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  name: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${name} is not JSON`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `${name} has a problem at ${issue?.path.join(".") || "its top"}: ${issue?.message}`,
  );
}

/** Separates the reasoning, which clients show folded, from the answer. An open `<think>` extends to the end. */
export function splitThinking(content: string): { text: string; thinking: string } {
  const thoughts: string[] = [];
  const text = content.replace(/<think>([\s\S]*?)(?:<\/think>|$)/g, (_, thought: string) => {
    thoughts.push(thought.trim());
    return "";
  });
  return { text: thoughts.length > 0 ? text.trim() : text, thinking: thoughts.join("\n") };
}
