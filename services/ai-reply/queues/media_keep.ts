import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** Attempts after the first one, in about five minutes: the address of an AI bot's file is valid for as long. */
export const MEDIA_KEEP_RETRIES = 10;

const schema = z.object({
  messageId: z.uuid(),
  /** Which file of the message. 0: the message itself. From 1 on: files attached to a text, or quoted by it. */
  item: z.int().min(0),
  /** The address of a file sent to an AI bot, valid for five minutes. Absent: the message has WeCom's media id. */
  url: z.string().optional(),
});

/** The payload of {@link mediaKeep}. */
export type MediaKeep = z.infer<typeof schema>;

/**
 * A file of a message must be stored before WeCom deletes it. `ai-reply` sends the job in the transaction that records the
 * message, and consumes it by fetching and storing the file.
 */
export const mediaKeep: QueueDefinition<MediaKeep> = {
  name: "media.keep",
  schema,
  retryLimit: MEDIA_KEEP_RETRIES,
  timeoutSeconds: 120,
};
