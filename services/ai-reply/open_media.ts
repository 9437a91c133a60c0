import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import type { WecomFile } from "packages/wecom/client/download.ts";
import { chooseApp } from "services/ai-reply/choose_app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { isMediaGone } from "services/ai-reply/domain/media.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { streamKept } from "services/ai-reply/stores/kept_media.ts";
import type { MessageMedia } from "services/ai-reply/stores/read_media.ts";

/** WeCom does not know the media id, or not any more. */
const UNKNOWN_MEDIA = 40007;

/**
 * The file as it is kept here, else from WeCom, which is not asked after its three days are over. Whoever does not read
 * the stream cancels it.
 * @throws AppError `conversation_media_gone` (410), `conversation_media_unavailable` (502)
 */
export async function openMedia(
  { sql, apps, clock }: Pick<AiReplyDeps, "sql" | "apps" | "clock">,
  media: MessageMedia,
): Promise<WecomFile> {
  const { kept, mediaId, sentAt } = media;
  if (kept !== null) {
    const { contentType, fileName, size } = kept;
    const body = streamKept(sql, media, size);
    return { contentType, ...fileName !== null && { fileName }, contentLength: size, body };
  }
  if (mediaId === undefined || isMediaGone(sentAt, clock.now())) {
    throw conversationError("conversation_media_gone");
  }
  const app = chooseApp(apps, media);
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
