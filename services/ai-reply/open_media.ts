import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import type { WecomFile } from "packages/wecom/client/download.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { isMediaGone } from "services/ai-reply/domain/media.ts";
import { conversationError } from "services/ai-reply/stores/errors.ts";
import type { MessageMedia } from "services/ai-reply/stores/read_media.ts";

/** WeCom does not know the media id, or not any more. */
const UNKNOWN_MEDIA = 40007;

/**
 * The file from WeCom, which is not asked after its three days are over. Whoever does not read the stream cancels it.
 * @throws AppError `conversation_media_gone` (410), `conversation_media_unavailable` (502)
 */
export async function openMedia(
  { apps, clock }: Pick<AiReplyDeps, "apps" | "clock">,
  media: MessageMedia,
): Promise<WecomFile> {
  if (isMediaGone(media.sentAt, clock.now())) throw conversationError("conversation_media_gone");
  const app = chooseApp(apps, media);
  if (app === undefined) {
    const detail = "No WeCom app of the conversation's corp is set up any more";
    throw conversationError("conversation_media_unavailable", { detail });
  }
  try {
    return await app.client.media.get(media.mediaId);
  } catch (error) {
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    if (error instanceof WecomError && error.errcode === UNKNOWN_MEDIA) {
      throw conversationError("conversation_media_gone", { cause: error });
    }
    const detail = error.operator.en;
    throw conversationError("conversation_media_unavailable", { detail, cause: error });
  }
}

/** All apps of a corp share its files (document path 90253). */
function chooseApp(
  apps: AiReplyDeps["apps"],
  media: MessageMedia,
): AppClient | undefined {
  const ofCorp = [...apps.values()].filter(({ app }) => app.corpId === media.corpId);
  return ofCorp.find(({ app }) => app.name === media.app) ?? ofCorp[0];
}
