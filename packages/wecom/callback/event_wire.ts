import { z } from "zod";
import { anyMessage } from "packages/wecom/callback/message_wire.ts";
import { integer } from "packages/wecom/callback/wire_fields.ts";

/** 微信客服 has new messages; fetch them with `kf/sync_msg`. Document path 94670. */
const kfNews = z.object({
  ...anyMessage,
  kind: z.literal("event"),
  event: z.literal("kf_msg_or_event"),
  openKfId: z.string(),
  /** For `kf/sync_msg`, valid for ten minutes. */
  token: z.string(),
});

/**
 * A member was added, changed or deleted. All other fields are kept as text: the dedupe key needs
 * them, because two changes of one member in the same second differ only there. Document path 90970.
 */
const memberChange = z.looseObject({
  ...anyMessage,
  fromUserName: z.string().optional(),
  kind: z.literal("event"),
  event: z.literal("change_contact"),
  changeType: z.literal(["create_user", "update_user", "delete_user"]),
  userId: z.string(),
  /** The new id, when the id itself has changed. */
  newUserId: z.string().optional(),
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: integer.optional(),
});

/** The events that are read field by field; every other event is an `UnknownMessage`. */
export const eventMessage = z.discriminatedUnion("event", [kfNews, memberChange]);
