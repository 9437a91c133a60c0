import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { ConversationAct } from "services/ai-reply/conversations/conversation_acts.ts";
import type { ConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import { ChatAct } from "services/ai-reply/pages/conversations/chat_act.tsx";
import { ChatTurn } from "services/ai-reply/pages/conversations/chat_turn.tsx";
import { CONVERSATION_TEXTS as TEXTS } from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { MessageContent } from "services/ai-reply/pages/conversations/message_content.tsx";
import type { History, HistoryMessage } from "services/ai-reply/conversations/read_history.ts";

/** Props of {@link ChatHistory}. */
export interface ChatHistoryProps {
  item: ConversationItem;
  history: History;
}

/** Messages, answers and what people did, in order; an answer follows the last message that it answers. */
export function ChatHistory({ item, history: { messages, turns, acts } }: ChatHistoryProps) {
  const lastOf = new Map(messages.map((message) => [message.turnId, message.id]));
  const newest = turns.at(-1)?.id;
  const actsUntil = takeInOrder(acts);
  return (
    <ol class="chat">
      {messages.map((message) => {
        const turn = turns.find(({ id }) => id === message.turnId);
        const isLast = lastOf.get(message.turnId) === message.id;
        return (
          <>
            {actsUntil(message.sentAt).map((act) => <ChatAct key={act.id} act={act} />)}
            <ChatMessage key={message.id} item={item} message={message} />
            {turn !== undefined && isLast && (
              <ChatTurn
                key={turn.id}
                conversationId={item.id}
                turn={turn}
                isNewest={turn.id === newest}
              />
            )}
          </>
        );
      })}
      {actsUntil().map((act) => <ChatAct key={act.id} act={act} />)}
    </ol>
  );
}

/** Returns a function that returns the next acts, those before a time; without a time, the rest. */
function takeInOrder(acts: readonly ConversationAct[]) {
  let taken = 0;
  return (before?: Date): readonly ConversationAct[] => {
    const from = taken;
    while (taken < acts.length && (before === undefined || acts[taken]!.at < before)) taken += 1;
    return acts.slice(from, taken);
  };
}

function ChatMessage({ item, message }: { item: ConversationItem; message: HistoryMessage }) {
  const lang = useLang();
  const isStaff = message.author === "staff";
  return (
    <li class={isStaff ? "chat-entry chat-ours" : "chat-entry"} data-key={message.id}>
      <p class="chat-meta">
        {isStaff ? message.authorName ?? TEXTS.colleague[lang] : TEXTS.customer[lang]} ·{" "}
        <Time at={message.sentAt} />
        <MessageState item={item} message={message} />
      </p>
      <div class={isStaff ? "bubble bubble-staff" : "bubble"}>
        <MessageContent conversationId={item.id} message={message} />
      </div>
    </li>
  );
}

function MessageState({ item, message }: { item: ConversationItem; message: HistoryMessage }) {
  const lang = useLang();
  if (message.content["recalled"] === true) {
    return <StateTag tone="quiet">{TEXTS.recalled[lang]}</StateTag>;
  }
  if (message.author === "staff") return null;
  if (message.leftToStaffAt === null) {
    return message.turnId === null ? <StateTag tone="warn">{TEXTS.waiting[lang]}</StateTag> : null;
  }
  if (!message.isUnanswered) return null;
  const { mode, staffAwaitedSince } = item;
  if (staffAwaitedSince === null || message.sentAt < staffAwaitedSince) {
    return <StateTag tone="quiet">{TEXTS.noAnswerKnown[lang]}</StateTag>;
  }
  const text = mode === "human" ? TEXTS.leftToStaff : TEXTS.unanswered;
  return <StateTag tone="warn">{text[lang]}</StateTag>;
}
