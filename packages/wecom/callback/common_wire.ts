import { z } from "zod";
import { id, seconds } from "packages/wecom/callback/wire_fields.ts";

/** What every message and event has. The kf event is the one without a sender. */
export const anyMessage = {
  /** The corp id. */
  toUserName: z.string(),
  createTime: seconds,
  /** Absent where no app is concerned, as in contact events. */
  agentId: id.optional(),
};

/** What a member sends or causes. */
export const fromMember = { ...anyMessage, fromUserName: z.string() };

/** What WeCom itself reports; it signs as `sys`. */
export const fromSystem = { ...anyMessage, fromUserName: z.string().optional() };
