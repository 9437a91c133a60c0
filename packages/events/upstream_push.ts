import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  /** The id of the inbox row: a UUIDv7, so ids sort by arrival. */
  inboxId: z.uuid(),
  /** From the token in the address; absent when the bare address was used. */
  accountId: z.uuid().optional(),
  generation: z.int().optional(),
  /** The instance that the callback names; empty when it names none. A secret: never logged. */
  uuid: z.string(),
  /** The upstream's code of the event, such as `102000`. */
  type: z.string(),
  /**
   * The inner body, JSON: parsed, with ids beyond 2^53 as decimal strings, and with phone numbers masked. A text when it could
   * not be parsed.
   */
  body: z.unknown(),
  receivedAt: z.iso.datetime(),
});

export type UpstreamPush = z.infer<typeof schema>;

/**
 * The upstream has sent a callback. Sent by `callback` in the transaction that stores it, with `inboxId` as the job's id.
 * Consumed by `upstream-bridge`. Callbacks of one account are handled in the order of their arrival.
 */
export const upstreamPush: QueueDefinition<UpstreamPush> = {
  name: "upstream.push",
  schema,
  key: ({ accountId, uuid }) => accountId ?? uuid,
};
