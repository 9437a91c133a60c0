import { redactText } from "packages/platform/redact.ts";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { ConversationAct } from "services/ai-reply/conversations/conversation_acts.ts";
import { describeAct } from "services/ai-reply/pages/conversations/conversation_texts.ts";

/** What a person did: who, what and when, on a line between the messages. */
export function ChatAct({ act }: { act: ConversationAct }) {
  const lang = useLang();
  return (
    <li class="chat-act" data-key={act.id}>
      <span>
        <b title={act.by}>{redactText(act.byName)}</b> {describeAct(act, lang)}
      </span>
      {" · "}
      <Time at={act.at} />
    </li>
  );
}
