import { useLang, usePage } from "packages/ui/page_frame.ts";
import { type MediaItem, type MediaState, stateOfMedia } from "services/ai-reply/domain/media.ts";
import {
  CONVERSATION_TEXTS as TEXTS,
  describeContentType,
  DOWNLOADS,
  PICTURES,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import type { HistoryMessage } from "services/ai-reply/conversations/read_history.ts";

/** Props of {@link MessageMedia}. */
export interface MessageMediaProps {
  conversationId: string;
  message: HistoryMessage;
  file: MediaItem;
}

/**
 * A picture, or the link to another file, while it is stored here or at WeCom. For a picture that does not load, CSS
 * shows its `data-missing` (conversations.css). A script must not do it: the live area would undo the change each time
 * and load the picture again from WeCom.
 */
export function MessageMedia(props: MessageMediaProps) {
  const { lang, now } = usePage();
  const { conversationId, message, file } = props;
  const { id, stored, sentAt } = message;
  const state = stateOfMedia(file, { stored, sentAt, now });
  const path = `/api/v1/conversations/${conversationId}/messages/${id}/media`;
  const href = file.item === 0 ? path : `${path}?item=${file.item}`;
  const isSeen = state === "kept" || state === "at_wecom";
  if (isSeen && file.type === "image") {
    return (
      <>
        {file.isQuoted && <Label file={file} />}
        <a class="picture" href={href} target="_blank" rel="noopener">
          <img
            src={href}
            alt={PICTURES[message.author][lang]}
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
      <Label file={file} />
      {isSeen && file.type !== "image"
        ? <a href={href}>{DOWNLOADS[file.type][lang]}</a>
        : <p class="quiet">{whyNotSeen(file, state)[lang]}</p>}
    </>
  );
}

function Label({ file: { type, isQuoted } }: { file: MediaItem }) {
  const lang = useLang();
  const kind = describeContentType(type, lang);
  return <span class="bubble-label">{isQuoted ? `${TEXTS.quoted[lang]} · ${kind}` : kind}</span>;
}

function whyNotSeen({ mediaId }: MediaItem, state: MediaState) {
  if (state === "coming") return TEXTS.mediaComing;
  return mediaId === undefined ? TEXTS.botMediaGone : TEXTS.mediaGone;
}
