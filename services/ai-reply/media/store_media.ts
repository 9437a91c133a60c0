import { MEDIA_KEEP_RETRIES, type MediaKeep } from "services/ai-reply/queues/media_keep.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { BotFileError } from "packages/wecom/client/bot_files.ts";
import { FileTooLargeError } from "packages/wecom/client/download.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { readFile } from "packages/wecom/client/read_file.ts";
import { appForFiles } from "services/ai-reply/media/app_for_files.ts";
import { isBotUrlExpired, isMediaDeleted, listMedia } from "services/ai-reply/domain/media.ts";
import { sniffContentType } from "services/ai-reply/domain/sniff_content_type.ts";
import {
  findUnstoredMedia,
  type StoredFile,
  storeFile,
  type UnstoredMedia,
} from "services/ai-reply/media/stored_media.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/** WeCom: the file is larger than 20 MB (WeCom document path 90254). */
const FILE_TOO_LARGE = 830002;

type StoreJob = Pick<Job<MediaKeep>, "payload" | "signal" | "attempt">;

/**
 * Fetches a file and stores it, once. A file that is no longer available, or too large, is not stored; this is logged.
 * @throws Error when the queue must try again: WeCom is unavailable, or no app of the corp is configured
 */
export async function storeMedia(deps: WorkerDeps, job: StoreJob): Promise<void> {
  const { sql, clock, log } = deps;
  const { messageId, item } = job.payload;
  const message = await findUnstoredMedia(sql, job.payload);
  if (message === undefined) return;
  try {
    await storeFile(sql, job.payload, await fetchFile(deps, message, job), clock.now());
  } catch (error) {
    const reason = whyNotStorable(error, message, job, clock.now());
    if (reason === undefined) throw error;
    log.warn("media_not_stored", { message_id: messageId, item, reason });
  }
}

/** The file can never be stored; `reason` is for the log. */
class NotStorableError extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

async function fetchFile(
  { apps, bots, clock, settings: { storedBytesMax: maxBytes } }: WorkerDeps,
  message: UnstoredMedia,
  { payload: { item, url }, signal }: StoreJob,
): Promise<StoredFile> {
  const { app, sentAt, content } = message;
  if (url !== undefined) {
    if (isBotUrlExpired(sentAt, clock.now())) throw new NotStorableError("gone");
    const bot = bots.get(app);
    if (bot === undefined) throw new NotStorableError("bot_not_configured");
    const file = await bot.fetchFile(url, { maxBytes, signal });
    return { ...file, contentType: sniffContentType(file.bytes) };
  }
  const mediaId = listMedia(content).find((file) => file.item === item)?.mediaId;
  if (mediaId === undefined || isMediaDeleted(sentAt, clock.now())) {
    throw new NotStorableError("gone");
  }
  const client = appForFiles(apps, message)?.client;
  if (client === undefined) {
    throw new Error(
      `Cannot store a file: no app of the corp ${message.corpId} is configured. Add one to WECOM_APPS_FILE, then replay this job within three days.`,
    );
  }
  const file = await client.media.get(mediaId, signal);
  const bytes = await readFile("media/get", file, maxBytes);
  return { contentType: file.contentType, fileName: file.fileName, bytes };
}

/** Returns the reason why the file can never be stored; undefined: try again. */
function whyNotStorable(
  error: unknown,
  { sentAt }: UnstoredMedia,
  { payload: { url }, attempt }: StoreJob,
  now: number,
): string | undefined {
  if (error instanceof NotStorableError) return error.reason;
  if (error instanceof FileTooLargeError) return "too_large";
  if (error instanceof BotFileError) return error.reason;
  // Class "user": WeCom does not know the file, or no longer knows it.
  if (error instanceof WecomError) {
    if (error.errcode === FILE_TOO_LARGE) return "too_large";
    return error.class === "user" ? "gone" : undefined;
  }
  if (url === undefined || !(error instanceof WecomUnreachableError)) return undefined;
  if (/^HTTP (3|4(?!08|29))/.test(error.detail ?? "")) return "gone";
  // An address that has expired cannot be repaired by an operator, so there is no dead letter.
  const isLast = attempt > MEDIA_KEEP_RETRIES || isBotUrlExpired(sentAt, now);
  return isLast ? "unreachable" : undefined;
}
