import type { Lang } from "packages/platform/lang.ts";
import { type MediaItem, type MediaState, stateOfMedia } from "services/ai-reply/domain/media.ts";
import {
  CONVERSATION_TEXTS as TEXTS,
  describeContentType,
  describeDownload,
  describePicture,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import type { HistoryMessage } from "services/ai-reply/stores/read_history.ts";

export interface MessageMediaProps {
  lang: Lang;
  conversationId: string;
  message: HistoryMessage;
  file: MediaItem;
  now: number;
}

/**
 * A picture, or the way to what else was sent, while it is kept here or WeCom has it. A picture that does not come says
 * so by its `data-missing` (conversations.css). A script that said so would change the page, the live area would change
 * it back, and WeCom would be asked each time.
 */
export function MessageMedia(props: MessageMediaProps) {
  const { lang, conversationId, message, file, now } = props;
  const { id, stored, sentAt } = message;
  const state = stateOfMedia(file, { stored, sentAt, now });
  const path = `/api/v1/conversations/${conversationId}/messages/${id}/media`;
  const href = file.item === 0 ? path : `${path}?item=${file.item}`;
  const isSeen = state === "kept" || state === "at_wecom";
  if (isSeen && file.type === "image") {
    return (
      <>
        {file.isQuoted && <Label {...props} />}
        <a class="picture" href={href} target="_blank" rel="noopener">
          <img
            src={href}
            alt={describePicture(message.author, lang)}
            loading="lazy"
            decoding="async"
            data-missing={TEXTS.pictureMissing[lang]}
          />
        </a>
      </>
    );
  }
  return (
    <>
      <Label {...props} />
      {isSeen && file.type !== "image"
        ? <a href={href}>{describeDownload(file.type, lang)}</a>
        : <p class="quiet">{whyNotSeen(file, state)[lang]}</p>}
    </>
  );
}

function Label({ lang, file: { type, isQuoted } }: MessageMediaProps) {
  const kind = describeContentType(type, lang);
  return <span class="bubble-label">{isQuoted ? `${TEXTS.quoted[lang]} · ${kind}` : kind}</span>;
}

function whyNotSeen({ mediaId }: MediaItem, state: MediaState) {
  if (state === "coming") return TEXTS.mediaComing;
  return mediaId === undefined ? TEXTS.botMediaGone : TEXTS.mediaGone;
}
