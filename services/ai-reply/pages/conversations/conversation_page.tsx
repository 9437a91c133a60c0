import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { redactText } from "packages/platform/redact.ts";
import { Notice } from "packages/ui/notice.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { ChatHistory } from "services/ai-reply/pages/conversations/chat_history.tsx";
import { ChangeMode } from "services/ai-reply/pages/conversations/hand_back.tsx";
import {
  Happened,
  Mode,
  Waiting,
} from "services/ai-reply/pages/conversations/conversation_table.tsx";
import {
  CHANNELS,
  CONVERSATION_TEXTS as TEXTS,
  describeReason,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { CONVERSATIONS_PATH } from "services/ai-reply/pages/conversations/conversations_page.tsx";
import type { ConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import type { History } from "services/ai-reply/conversations/read_history.ts";

const REFRESH_SECONDS = 3;

/** The result of the page's form that was just sent. */
export type ConversationOutcome =
  | "handedOver"
  | "resumed"
  | "answering"
  | "settled"
  | "retried"
  | "notDone";

/** Props of {@link ConversationPage}. */
export interface ConversationPageProps {
  item: ConversationItem;
  history: History;
  /** Number of messages that the AI can answer in place of colleagues. */
  answerable: number;
  done: ConversationOutcome | undefined;
  /** Whether the page shows the latest messages: new ones appear only there. */
  isLatest: boolean;
}

/** `/console/conversations/{id}`: one conversation as a chat. */
export function ConversationPage(props: ConversationPageProps) {
  const lang = useLang();
  const { item } = props;
  return (
    <ConsolePage
      title={item.name ?? item.person}
      part={CONVERSATIONS_PATH}
      actions={<a class="back" href={CONVERSATIONS_PATH}>{TEXTS.back[lang]}</a>}
    >
      <LiveArea id="conversation" everySeconds={REFRESH_SECONDS} isLive={props.isLatest}>
        {props.isLatest && <ReplyMode {...props} />}
        <Chat {...props} />
      </LiveArea>
    </ConsolePage>
  );
}

/** Who replies (AI or colleagues), since when and why, and the button to change it. Stays visible while the chat scrolls. */
function ReplyMode(props: ConversationPageProps) {
  const lang = useLang();
  const { item } = props;
  const by = props.history.acts.findLast(({ action }) => action !== "conversation.retry")?.byName;
  const reason = describeReason(item.modeReason, lang, by && redactText(by));
  return (
    <div class="box standing">
      {isStillSo(props) && (
        <div class="standing-done" role="status">
          <Notice tone={props.done === "notDone" ? "warn" : "good"} once="done">
            {TEXTS[props.done][lang]}
          </Notice>
        </div>
      )}
      <p class="standing-mode">
        <Mode mode={item.mode} />
        {item.modeChangedAt !== null && (
          <span class="quiet">
            <Happened verb="changed" at={item.modeChangedAt} />
            {reason !== "" && (lang === "zh" ? `：${reason}` : `: ${reason}`)}
          </span>
        )}
        <Waiting item={item} />
      </p>
      <p class="standing-facts quiet">
        {CHANNELS[item.channel][lang]} · {item.app} · <ShortId id={item.person} />
      </p>
      <ChangeMode item={item} answerable={props.answerable} />
    </div>
  );
}

/** Shows the result only while it is true: a colleague may have changed the mode since, or the answer is delivered. */
function isStillSo(
  props: ConversationPageProps,
): props is ConversationPageProps & { done: ConversationOutcome } {
  const { done, item: { mode, waiting }, history: { turns } } = props;
  if (done === "handedOver") return mode === "human";
  if (done === "resumed" || done === "settled") return mode === "bot";
  const isAnswering = ["thinking", "sending"].includes(turns.at(-1)?.status ?? "");
  if (done === "answering") return mode === "bot" && (waiting > 0 || isAnswering);
  if (done === "retried") return isAnswering;
  return done !== undefined;
}

function Chat({ item, history, isLatest }: ConversationPageProps) {
  const lang = useLang();
  const own = `${CONVERSATIONS_PATH}/${item.id}`;
  return (
    <section class="box chat-frame" aria-label={TEXTS.history[lang]}>
      {history.nextCursor !== null && (
        <p class="chat-more">
          <a href={`${own}?cursor=${encodeURIComponent(history.nextCursor)}`}>
            {TEXTS.earlier[lang]}
          </a>
        </p>
      )}
      {history.messages.length === 0
        ? <p class="chat-more quiet">{TEXTS.noMessages[lang]}</p>
        : <ChatHistory item={item} history={history} />}
      {!isLatest && (
        <p class="chat-more">
          <a href={`${own}#latest`}>{TEXTS.latest[lang]}</a>
        </p>
      )}
      <div id="latest"></div>
    </section>
  );
}
