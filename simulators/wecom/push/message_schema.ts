import { z } from "zod";
import type { XmlFields } from "simulators/wecom/push/xml.ts";

const elementName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a name of an element");
const xmlValue: z.ZodType<XmlFields[string]> = z.lazy(() =>
  z.union([z.string(), z.number(), z.array(xmlValue), z.record(elementName, xmlValue)])
);
const mediaId = z.string().min(1).optional();
const fields = z.record(elementName, xmlValue).default({});

/** Without `mediaId` the simulator makes a small file. */
const media = { mediaId };
/** `content` is the transcript that an AI bot gets instead of sound. */
const voice = { mediaId, content: z.string().default("你好") };
/** Words and pictures in one; to AI bots only. */
const mixed = {
  content: z.string().default("这是什么"),
  pictures: z.int().min(0).max(9).default(1),
};
const location = {
  latitude: z.number().min(-90).max(90).default(23.134),
  longitude: z.number().min(-180).max(180).default(113.358),
  scale: z.int().default(15),
  label: z.string().default("广州市天河区"),
};
const link = {
  title: z.string().default("示例链接"),
  description: z.string().default(""),
  url: z.url().default("https://www.example.com/"),
  picUrl: z.string().default(""),
};
/** Any other message: `msgtype` and its fields as they are sent. */
const other = { msgtype: z.string().min(1).max(64), fields };

const quotedSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), content: z.string().default("被引用的消息") }),
  z.strictObject({ kind: z.literal("image"), ...media }),
  z.strictObject({ kind: z.literal("voice"), ...voice }),
  z.strictObject({ kind: z.literal("video"), ...media }),
  z.strictObject({ kind: z.literal("file"), ...media }),
  z.strictObject({ kind: z.literal("mixed"), ...mixed }),
  z.strictObject({ kind: z.literal("location"), ...location }),
  z.strictObject({ kind: z.literal("link"), ...link }),
  z.strictObject({ kind: z.literal("other"), ...other }),
]);

/** The message that this one quotes, or its kind alone; AI bots only. */
const quotes = z.preprocess(
  (value) => typeof value === "string" ? { kind: value } : value,
  quotedSchema.optional(),
);

/** A person's message or an event, for all channels. */
export const messageSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), content: z.string(), quotes }),
  z.strictObject({ kind: z.literal("image"), ...media, quotes }),
  z.strictObject({ kind: z.literal("voice"), ...voice, quotes }),
  z.strictObject({ kind: z.literal("video"), ...media, quotes }),
  z.strictObject({ kind: z.literal("file"), ...media, quotes }),
  z.strictObject({ kind: z.literal("mixed"), ...mixed, quotes }),
  z.strictObject({ kind: z.literal("location"), ...location }),
  z.strictObject({ kind: z.literal("link"), ...link }),
  /** `fields`: what the event brings beside its name, as elements (kf and bots: as JSON). */
  z.strictObject({
    kind: z.literal("event"),
    event: z.string().min(1).max(64),
    fields,
  }),
  z.strictObject({ kind: z.literal("other"), ...other, quotes }),
]);

/** What `messageSchema` yields. */
export type PushMessage = z.infer<typeof messageSchema>;

/** The message that a message quotes. */
export function quotedBy(message: PushMessage): PushMessage | undefined {
  return "quotes" in message ? message.quotes : undefined;
}

/** The text that the sender's client shows. */
export function describeMessage(message: PushMessage): string {
  const quoted = quotedBy(message);
  const own = describeOwn(message);
  return quoted === undefined ? own : `「${describeMessage(quoted)}」\n${own}`;
}

function describeOwn(message: PushMessage): string {
  switch (message.kind) {
    case "text":
      return message.content;
    case "mixed":
      return [message.content, ...Array(message.pictures).fill("[image]")].join(" ");
    case "location":
      return `[location] ${message.label}`;
    case "link":
      return `[link] ${message.title}`;
    case "event":
      return `[event] ${message.event}`;
    case "other":
      return `[${message.msgtype}]`;
    default:
      return `[${message.kind}]`;
  }
}
