import type { Lang } from "packages/platform/lang.ts";
import { isMediaGone, type MediaType } from "services/ai-reply/domain/media.ts";
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
  type: MediaType;
  now: number;
}

/**
 * A picture, or the way to what else was sent, while WeCom has it. A picture that does not come says so by its
 * `data-missing` (conversations.css). A script that said so would change the page, the live area would change it back,
 * and WeCom would be asked each time.
 */
export function MessageMedia(props: MessageMediaProps) {
  const { lang, conversationId, message, type, now } = props;
  const { mediaId, url } = message.content;
  const label = <span class="bubble-label">{describeContentType(type, lang)}</span>;
  if (typeof mediaId !== "string" || mediaId === "") {
    return <>{label}{typeof url === "string" && <Sentence text={TEXTS.botMedia[lang]} />}</>;
  }
  if (isMediaGone(message.sentAt, now)) {
    return (
      <>
        {label}
        <Sentence text={TEXTS.mediaGone[lang]} />
      </>
    );
  }
  const href = `/api/v1/conversations/${conversationId}/messages/${message.id}/media`;
  if (type !== "image") {
    return (
      <>
        {label}
        <a href={href}>{describeDownload(type, lang)}</a>
      </>
    );
  }
  return (
    <a class="picture" href={href} target="_blank" rel="noopener">
      <img
        src={href}
        alt={describePicture(message.author, lang)}
        loading="lazy"
        decoding="async"
        data-missing={TEXTS.pictureMissing[lang]}
      />
    </a>
  );
}

function Sentence({ text }: { text: string }) {
  return <p class="quiet">{text}</p>;
}
