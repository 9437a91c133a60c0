import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { ChatHistory } from "services/ai-reply/pages/conversations/chat_history.tsx";
import {
  Happened,
  Mode,
  Waiting,
} from "services/ai-reply/pages/conversations/conversation_table.tsx";
import {
  CONVERSATION_TEXTS as TEXTS,
  describeChannel,
  describeReason,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { CONVERSATIONS_PATH } from "services/ai-reply/pages/conversations/conversations_page.tsx";
import type { ConversationItem } from "services/ai-reply/stores/list_conversations.ts";
import type { History } from "services/ai-reply/stores/read_history.ts";

const LOOK_EVERY_SECONDS = 3;

/** What a form of the page has just done. */
export type ConversationOutcome = "handedOver" | "resumed" | "retried" | "notDone";

export interface ConversationPageProps {
  frame: ConsoleFrame;
  item: ConversationItem;
  history: History;
  done: ConversationOutcome | undefined;
  /** Whether it shows the latest messages: only there something new can appear. */
  isLatest: boolean;
  now: number;
  timeZone: string;
}

/** `/console/conversations/{id}`: one conversation as a chat. */
export function ConversationPage(props: ConversationPageProps) {
  const { frame, item } = props;
  const { lang } = frame;
  return (
    <ConsolePage
      {...frame}
      title={item.name ?? item.person}
      part={CONVERSATIONS_PATH}
      actions={<a class="back" href={CONVERSATIONS_PATH}>{TEXTS.back[lang]}</a>}
    >
      {props.isLatest
        ? (
          <LiveArea lang={lang} id="conversation" everySeconds={LOOK_EVERY_SECONDS}>
            <Standing {...props} />
            <Chat {...props} />
          </LiveArea>
        )
        : <Chat {...props} />}
    </ConsolePage>
  );
}

/** Who answers, since when and why; and the way to change it. It stays in sight while the chat is read. */
function Standing(props: ConversationPageProps) {
  const { frame: { lang }, item, now, timeZone } = props;
  const reason = describeReason(item.modeReason, lang);
  const isBot = item.mode === "bot";
  return (
    <div class="standing">
      {isStillSo(props) && (
        <div class="standing-done" role="status">
          <Notice tone={props.done === "notDone" ? "warn" : "good"}>
            {TEXTS[props.done][lang]}
          </Notice>
        </div>
      )}
      <p class="standing-mode">
        <Mode mode={item.mode} lang={lang} />
        {item.modeChangedAt !== null && (
          <span class="quiet">
            <Happened
              verb="changed"
              at={item.modeChangedAt}
              now={now}
              lang={lang}
              timeZone={timeZone}
            />
            {reason !== "" && (lang === "zh" ? `：${reason}` : `: ${reason}`)}
          </span>
        )}
        {item.mode === "human" && <Waiting item={item} lang={lang} now={now} timeZone={timeZone} />}
      </p>
      <p class="standing-facts quiet">
        {describeChannel(item.channel, lang)} · {item.app} ·{" "}
        <ShortId id={item.person} lang={lang} />
      </p>
      <ActionForm
        action={CONVERSATIONS_PATH}
        label={(isBot ? TEXTS.handOver : TEXTS.resume)[lang]}
        kind={isBot ? "quiet" : "primary"}
        fields={{ id: item.id, action: isBot ? "hand-over" : "resume" }}
      />
    </div>
  );
}

/** What was done is said for as long as it holds: a colleague may have changed it since, or the answer has gone out. */
function isStillSo(
  props: ConversationPageProps,
): props is ConversationPageProps & { done: ConversationOutcome } {
  const { done, item: { mode }, history: { turns } } = props;
  if (done === "handedOver") return mode === "human";
  if (done === "resumed") return mode === "bot";
  if (done === "retried") return ["thinking", "sending"].includes(turns.at(-1)?.status ?? "");
  return done !== undefined;
}

function Chat({ frame: { lang }, item, history, isLatest, now, timeZone }: ConversationPageProps) {
  const own = `${CONVERSATIONS_PATH}/${item.id}`;
  return (
    <section class="chat-frame" aria-label={TEXTS.history[lang]}>
      {history.nextCursor !== null && (
        <p class="chat-more">
          <a href={`${own}?cursor=${encodeURIComponent(history.nextCursor)}`}>
            {TEXTS.earlier[lang]}
          </a>
        </p>
      )}
      {history.messages.length === 0
        ? <p class="chat-more quiet">{TEXTS.noMessages[lang]}</p>
        : (
          <ChatHistory
            lang={lang}
            conversationId={item.id}
            history={history}
            now={now}
            timeZone={timeZone}
          />
        )}
      {!isLatest && (
        <p class="chat-more">
          <a href={`${own}#latest`}>{TEXTS.latest[lang]}</a>
        </p>
      )}
      <div id="latest"></div>
    </section>
  );
}
