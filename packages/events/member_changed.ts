import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  corpId: z.string(),
  /** In WeCom's spelling. When a member's user id changes, the old id is reported as `left`. */
  userId: z.string(),
  change: z.enum(["left", "disabled", "updated"]),
});

export type MemberChanged = z.infer<typeof schema>;

/**
 * A member of the corp left, was disabled or was edited. Sent by `callback` for WeCom's contact events. Consumed by
 * `auth`, which ends the sessions of members who left or were disabled.
 */
export const memberChanged: QueueDefinition<MemberChanged> = { name: "member.changed", schema };
