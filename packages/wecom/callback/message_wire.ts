import { z } from "zod";
import { fromMember } from "packages/wecom/callback/common_wire.ts";
import { decimal, integer } from "packages/wecom/callback/wire_fields.ts";

/** `msgId` is a 64-bit number, and so a string. */
const sent = { ...fromMember, msgId: z.string() };

/** What members write to an app; files do not reach it. Document path 90239. */
export const sentMessage = z.discriminatedUnion("kind", [
  z.object({ ...sent, kind: z.literal("text"), content: z.string().default("") }),
  z.object({
    ...sent,
    kind: z.literal("image"),
    /** Lives three days, as do all media. */
    mediaId: z.string(),
    picUrl: z.string().optional(),
  }),
  z.object({
    ...sent,
    kind: z.literal("voice"),
    mediaId: z.string(),
    /** Such as amr or speex. */
    format: z.string().optional(),
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
