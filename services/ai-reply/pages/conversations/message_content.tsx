import { redactText } from "packages/platform/redact.ts";
import { useLang } from "packages/ui/page_frame.ts";
import { listMedia } from "services/ai-reply/domain/media.ts";
import { describeContentType } from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { MessageMedia } from "services/ai-reply/pages/conversations/message_media.tsx";
import type { HistoryMessage } from "services/ai-reply/conversations/read_history.ts";

/** Props of {@link MessageContent}. */
export interface MessageContentProps {
  conversationId: string;
  /** Its content as stored: see `Content` in domain/conversation.ts; content stored by older versions must show too. */
  message: HistoryMessage;
}

/** The content of a message: text, files, a location, a link, or the name of an unknown type. */
export function MessageContent(props: MessageContentProps) {
  const lang = useLang();
  const { message: { content } } = props;
  const { type, text, name } = content;
  const files = listMedia(content);
  if (typeof text === "string" || files.length > 0) {
    return (
      <>
        {typeof text === "string" && <p class="words">{redactText(text)}</p>}
        {files.map((file) => <MessageMedia key={file.item} {...props} file={file} />)}
      </>
    );
  }
  const label = <span class="bubble-label">{describeContentType(String(type), lang)}</span>;
  if (type === "location") return <Location label={label} content={content} />;
  if (type === "link") return <Link label={label} content={content} />;
  return <>{label}{typeof name === "string" && <code>{name}</code>}</>;
}

type Placed = { label: unknown; content: HistoryMessage["content"] };

function Location({ label, content }: Placed) {
  return (
    <>
      {label}
      <p class="words">{redactText(textOf(content["label"]))}</p>
      <code>{textOf(content["latitude"])}, {textOf(content["longitude"])}</code>
    </>
  );
}

/** The URL comes from outside: only http and https become a link, without a referrer. */
function Link({ label, content }: Placed) {
  const url = textOf(content["url"]);
  const title = redactText(textOf(content["title"])) || url;
  return (
    <>
      {label}
      <p class="words">
        {/^https?:\/\//i.test(url)
          ? <a href={url} rel="noreferrer noopener nofollow" target="_blank">{title}</a>
          : title}
      </p>
      <p class="words quiet">{redactText(textOf(content["description"]))}</p>
    </>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
