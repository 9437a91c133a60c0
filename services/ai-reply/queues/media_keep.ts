import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** Attempts after the first one, over about five minutes: as long as the address of an AI bot's file lives. */
export const MEDIA_KEEP_RETRIES = 10;

const schema = z.object({
  messageId: z.uuid(),
  /** Which file of the message: 0 is what it is, from 1 on what stands beside its words. */
  item: z.int().min(0),
  /** Of an AI bot: five minutes. Absent: the message has WeCom's media id. */
  url: z.string().optional(),
});

export type MediaKeep = z.infer<typeof schema>;

/**
 * A file is to be kept that WeCom is going to delete. Sent by `ai-reply` in the transaction that files the message;
 * consumed by `ai-reply`, which fetches and stores it.
 */
export const mediaKeep: QueueDefinition<MediaKeep> = {
  name: "media.keep",
  schema,
  retryLimit: MEDIA_KEEP_RETRIES,
  timeoutSeconds: 120,
};
