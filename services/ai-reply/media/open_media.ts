import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import type { WecomFile } from "packages/wecom/client/download.ts";
import { appForFiles } from "services/ai-reply/media/app_for_files.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { isMediaDeleted } from "services/ai-reply/domain/media.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { streamStoredFile } from "services/ai-reply/media/stored_media.ts";
import type { MessageMedia } from "services/ai-reply/media/read_media.ts";

/** WeCom does not know the media id, or no longer knows it. */
const UNKNOWN_MEDIA = 40007;

/**
 * Returns the stored file, else the file from WeCom during the three days that WeCom has it. A caller that does not read
 * the stream must cancel it.
 * @throws AppError `conversation_media_gone` (410), `conversation_media_unavailable` (502)
 */
export async function openMedia(
  { sql, apps, clock }: Pick<AiReplyDeps, "sql" | "apps" | "clock">,
  media: MessageMedia,
): Promise<WecomFile> {
  const { stored, mediaId, sentAt } = media;
  if (stored !== null) {
    const { contentType, fileName, size } = stored;
    const body = streamStoredFile(sql, media, size);
    return { contentType, ...fileName !== null && { fileName }, contentLength: size, body };
  }
  if (mediaId === undefined || isMediaDeleted(sentAt, clock.now())) {
    throw conversationError("conversation_media_gone");
  }
  const app = appForFiles(apps, media);
  if (app === undefined) {
    const detail = "No WeCom app of the conversation's corp is set up any more";
    throw conversationError("conversation_media_unavailable", { detail });
  }
  try {
    return await app.client.media.get(mediaId);
  } catch (error) {
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    if (error instanceof WecomError && error.errcode === UNKNOWN_MEDIA) {
      throw conversationError("conversation_media_gone", { cause: error });
    }
    const detail = error.operator.en;
    throw conversationError("conversation_media_unavailable", { detail, cause: error });
  }
}
