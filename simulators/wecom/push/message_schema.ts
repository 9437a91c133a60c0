import { z } from "zod";
import type { XmlFields } from "simulators/wecom/push/xml.ts";

const elementName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a name of an element");
const xmlValue: z.ZodType<XmlFields[string]> = z.lazy(() =>
  z.union([z.string(), z.number(), z.array(xmlValue), z.record(elementName, xmlValue)])
);
const mediaId = z.string().min(1).optional();

/** A person's message or an event, for all channels. */
export const messageSchema = z.discriminatedUnion("kind", [
  /** `quotes`: the kind of file in the message that this one quotes; AI bots only. */
  z.strictObject({
    kind: z.literal("text"),
    content: z.string(),
    quotes: z.enum(["image", "video", "file"]).optional(),
  }),
  /** Without `mediaId` the simulator makes a small file. */
  z.strictObject({ kind: z.literal("image"), mediaId }),
  /** `content` is the transcript that an AI bot gets instead of sound. */
  z.strictObject({ kind: z.literal("voice"), mediaId, content: z.string().default("你好") }),
  z.strictObject({ kind: z.literal("video"), mediaId }),
  z.strictObject({ kind: z.literal("file"), mediaId }),
  /** Words and pictures in one; to AI bots only. */
  z.strictObject({
    kind: z.literal("mixed"),
    content: z.string().default("这是什么"),
    pictures: z.int().min(0).max(9).default(1),
  }),
  z.strictObject({
    kind: z.literal("location"),
    latitude: z.number().min(-90).max(90).default(23.134),
    longitude: z.number().min(-180).max(180).default(113.358),
    scale: z.int().default(15),
    label: z.string().default("广州市天河区"),
  }),
  z.strictObject({
    kind: z.literal("link"),
    title: z.string().default("示例链接"),
    description: z.string().default(""),
    url: z.url().default("https://www.example.com/"),
    picUrl: z.string().default(""),
  }),
  /** `fields`: what the event brings beside its name, as elements (kf and bots: as JSON). */
  z.strictObject({
    kind: z.literal("event"),
    event: z.string().min(1).max(64),
    fields: z.record(elementName, xmlValue).default({}),
  }),
  /** Anything else: `msgtype` and its fields as they are sent. */
  z.strictObject({
    kind: z.literal("other"),
    msgtype: z.string().min(1).max(64),
    fields: z.record(elementName, xmlValue).default({}),
  }),
]);

/** What `messageSchema` yields. */
export type PushMessage = z.infer<typeof messageSchema>;

/** The text that the sender's client shows. */
export function describeMessage(message: PushMessage): string {
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
