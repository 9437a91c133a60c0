import { redactText } from "packages/platform/redact.ts";
import { useLang } from "packages/ui/page_frame.ts";
import { isMediaType, listMedia } from "services/ai-reply/domain/media.ts";
import {
  CONVERSATION_TEXTS,
  describeContentType,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { MessageMedia } from "services/ai-reply/pages/conversations/message_media.tsx";
import type { HistoryMessage } from "services/ai-reply/conversations/read_history.ts";

/** Props of {@link MessageContent}. */
export interface MessageContentProps {
  conversationId: string;
  /** Its content as stored: see `Content` in domain/conversation.ts; content stored by older versions must show too. */
  message: HistoryMessage;
}

/** What a message quotes, then its content: text, files, a location, a link, or another kind with its words. */
export function MessageContent(props: MessageContentProps) {
  const { message: { content } } = props;
  const files = listMedia(content);
  const quoted = files.filter(({ isQuoted }) => isQuoted);
  const quotedText = textOf(content["quotedText"]);
  return (
    <>
      {(quotedText !== "" || quoted.length > 0) && (
        <Quote text={quotedText}>
          {quoted.map((file) => <MessageMedia key={file.item} {...props} file={file} />)}
        </Quote>
      )}
      <Own content={content} />
      {files.filter(({ isQuoted }) => !isQuoted)
        .map((file) => <MessageMedia key={file.item} {...props} file={file} />)}
    </>
  );
}

function Quote({ text, children }: { text: string; children: unknown }) {
  const lang = useLang();
  return (
    <blockquote class="bubble-quote">
      {text !== "" && (
        <>
          <span class="bubble-label">{CONVERSATION_TEXTS.quoted[lang]}</span>
          <p class="words">{redactText(text)}</p>
        </>
      )}
      {children}
    </blockquote>
  );
}

/** The content without its files. */
function Own({ content }: Pick<Placed, "content">) {
  const lang = useLang();
  const { type, name } = content;
  const text = textOf(content["text"]);
  const words = text !== "" && <p class="words">{redactText(text)}</p>;
  if (type === "text" || isMediaType(type)) return <>{words}</>;
  const kind = type === "other" ? String(name) : String(type);
  const label = <span class="bubble-label">{describeContentType(kind, lang)}</span>;
  if (type === "location") return <Location label={label} content={content} />;
  if (type === "link") return <Link label={label} content={content} />;
  return <>{label}{words || (typeof name === "string" && <code>{name}</code>)}</>;
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
