import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { ChatTurn } from "services/ai-reply/pages/conversations/chat_turn.tsx";
import { CONVERSATION_TEXTS as TEXTS } from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { MessageContent } from "services/ai-reply/pages/conversations/message_content.tsx";
import type { History, HistoryMessage } from "services/ai-reply/conversations/read_history.ts";

/** Props of {@link ChatHistory}. */
export interface ChatHistoryProps {
  conversationId: string;
  history: History;
}

/** Messages and answers in order; an answer follows the last message that it answers. */
export function ChatHistory({ conversationId, history: { messages, turns } }: ChatHistoryProps) {
  const lastOf = new Map(messages.map((message) => [message.turnId, message.id]));
  const newest = turns.at(-1)?.id;
  return (
    <ol class="chat">
      {messages.map((message) => {
        const turn = turns.find(({ id }) => id === message.turnId);
        const isLast = lastOf.get(message.turnId) === message.id;
        return (
          <>
            <ChatMessage key={message.id} conversationId={conversationId} message={message} />
            {turn !== undefined && isLast && (
              <ChatTurn
                key={turn.id}
                conversationId={conversationId}
                turn={turn}
                isNewest={turn.id === newest}
              />
            )}
          </>
        );
      })}
    </ol>
  );
}

function ChatMessage(props: { conversationId: string; message: HistoryMessage }) {
  const lang = useLang();
  const { message } = props;
  const isStaff = message.author === "staff";
  return (
    <li class={isStaff ? "chat-entry chat-ours" : "chat-entry"} data-key={message.id}>
      <p class="chat-meta">
        {(isStaff ? TEXTS.colleague : TEXTS.customer)[lang]} · <Time at={message.sentAt} />
        <MessageState message={message} />
      </p>
      <div class={isStaff ? "bubble bubble-staff" : "bubble"}>
        <MessageContent {...props} />
      </div>
    </li>
  );
}

function MessageState({ message }: { message: HistoryMessage }) {
  const lang = useLang();
  if (message.content["recalled"] === true) {
    return <StateTag tone="quiet">{TEXTS.recalled[lang]}</StateTag>;
  }
  if (message.author === "staff") return null;
  if (message.leftToStaffAt !== null) {
    return <StateTag tone="quiet">{TEXTS.leftToStaff[lang]}</StateTag>;
  }
  return message.turnId === null ? <StateTag tone="warn">{TEXTS.waiting[lang]}</StateTag> : null;
}
