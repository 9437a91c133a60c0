import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  corpId: z.string(),
  /** As WeCom writes it; a member who was renamed has `left` under the old one. */
  userId: z.string(),
  change: z.enum(["left", "disabled", "updated"]),
});

export type MemberChanged = z.infer<typeof schema>;

/**
 * A member of the corp is not what they were. Sent by `callback` for WeCom's contact events; consumed by `auth`, which
 * ends the sessions of who left or was disabled.
 */
export const memberChanged: QueueDefinition<MemberChanged> = { name: "member.changed", schema };
