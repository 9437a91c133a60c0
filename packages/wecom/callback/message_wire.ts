import { z } from "zod";
import { decimal, id, integer, seconds } from "packages/wecom/callback/wire_fields.ts";

/** The fields of every message and event. Document path 90239. */
export const anyMessage = {
  toUserName: z.string(),
  createTime: seconds,
  /** Absent in events that belong to no app, such as changes of the directory. */
  agentId: id.optional(),
};

/** `msgId` has 64 bits, so it stays a string. */
const sent = { ...anyMessage, fromUserName: z.string(), msgId: z.string() };

/** What members send to an app. WeCom sends no files to apps. Document path 90239. */
export const sentMessage = z.discriminatedUnion("kind", [
  z.object({ ...sent, kind: z.literal("text"), content: z.string().default("") }),
  z.object({
    ...sent,
    kind: z.literal("image"),
    /** Valid for three days, as all media ids. */
    mediaId: z.string(),
    picUrl: z.string().optional(),
  }),
  z.object({
    ...sent,
    kind: z.literal("voice"),
    mediaId: z.string(),
    /** Such as amr or speex. */
    format: z.string().optional(),
    /** What was said, where recognition of speech is on. */
    recognition: z.string().optional(),
  }),
  z.object({
    ...sent,
    kind: z.literal("video"),
    mediaId: z.string(),
    thumbMediaId: z.string().optional(),
  }),
  z.object({
    ...sent,
    kind: z.literal("location"),
    location_X: decimal,
    location_Y: decimal,
    scale: integer.optional(),
    label: z.string().default(""),
  }).transform(({ location_X, location_Y, ...location }) => ({
    ...location,
    latitude: location_X,
    longitude: location_Y,
  })),
  z.object({
    ...sent,
    kind: z.literal("link"),
    url: z.string(),
    title: z.string().default(""),
    description: z.string().default(""),
    picUrl: z.string().optional(),
  }),
]);
