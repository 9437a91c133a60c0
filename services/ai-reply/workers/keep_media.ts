import { MEDIA_KEEP_RETRIES, type MediaKeep } from "services/ai-reply/queues/media_keep.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { BotFileError } from "packages/wecom/client/bot_files.ts";
import { FileTooLargeError } from "packages/wecom/client/download.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { readFile } from "packages/wecom/client/read_file.ts";
import { chooseApp } from "services/ai-reply/choose_app.ts";
import { isBotUrlGone, isMediaGone, listMedia } from "services/ai-reply/domain/media.ts";
import { sniffContentType } from "services/ai-reply/domain/sniff_content_type.ts";
import {
  findUnkept,
  type KeptFile,
  storeKept,
  type Unkept,
} from "services/ai-reply/stores/kept_media.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** WeCom: the file is larger than 20 MB; document path 90254. */
const NOT_IN_ONE_PIECE = 830002;

type Keep = Pick<Job<MediaKeep>, "payload" | "signal" | "attempt">;

/**
 * Fetches a file and stores it, once. What cannot be had (any more), or is too large, is not kept, and a line in the
 * log says so.
 * @throws what the queue is to try again, and in the end an operator: WeCom is away or not configured for it
 */
export async function keepMedia(engine: Engine, job: Keep): Promise<void> {
  const { sql, clock, log } = engine;
  const { messageId, item } = job.payload;
  const message = await findUnkept(sql, job.payload);
  if (message === undefined) return;
  try {
    await storeKept(sql, job.payload, await fetchFile(engine, message, job), clock.now());
  } catch (error) {
    const reason = whyNotKept(error, message, job, clock.now());
    if (reason === undefined) throw error;
    log.warn("media_not_kept", { message_id: messageId, item, reason });
  }
}

/** Nobody will ever get this file; `reason` is for the log. */
class NotKept extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

async function fetchFile(
  { apps, bots, clock, settings: { keptBytesMax: maxBytes } }: Engine,
  message: Unkept,
  { payload: { item, url }, signal }: Keep,
): Promise<KeptFile> {
  const { app, sentAt, content } = message;
  if (url !== undefined) {
    if (isBotUrlGone(sentAt, clock.now())) throw new NotKept("gone");
    const bot = bots.get(app);
    if (bot === undefined) throw new NotKept("bot_not_configured");
    const file = await bot.fetchFile(url, { maxBytes, signal });
    return { ...file, contentType: sniffContentType(file.bytes) };
  }
  const mediaId = listMedia(content).find((file) => file.item === item)?.mediaId;
  if (mediaId === undefined || isMediaGone(sentAt, clock.now())) throw new NotKept("gone");
  const client = chooseApp(apps, message)?.client;
  if (client === undefined) {
    throw new Error(
      `Cannot keep a file: no app of the corp ${message.corpId} is configured. Add one to WECOM_APPS_FILE, then replay this job within three days.`,
    );
  }
  const file = await client.media.get(mediaId, signal);
  const bytes = await readFile("media/get", file, maxBytes);
  return { contentType: file.contentType, fileName: file.fileName, bytes };
}

/** Undefined: it is worth trying again. */
function whyNotKept(
  error: unknown,
  { sentAt }: Unkept,
  { payload: { url }, attempt }: Keep,
  now: number,
): string | undefined {
  if (error instanceof NotKept) return error.reason;
  if (error instanceof FileTooLargeError) return "too_large";
  if (error instanceof BotFileError) return error.reason;
  // What WeCom blames on who asks: it does not know the file, or not any more.
  if (error instanceof WecomError) {
    if (error.errcode === NOT_IN_ONE_PIECE) return "too_large";
    return error.class === "user" ? "gone" : undefined;
  }
  if (url === undefined || !(error instanceof WecomUnreachableError)) return undefined;
  if (/^HTTP (3|4(?!08|29))/.test(error.detail ?? "")) return "gone";
  // Nothing that an operator mends brings an address back.
  const isLast = attempt > MEDIA_KEEP_RETRIES || isBotUrlGone(sentAt, now);
  return isLast ? "unreachable" : undefined;
}
