import { ChoiceForm } from "packages/ui/console/choice_form.tsx";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { ConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import {
  askAboutUnanswered,
  HAND_BACK_TEXTS as TEXTS,
} from "services/ai-reply/pages/conversations/hand_back_texts.ts";

const PATH = "/console/conversations";

/** Props of {@link ChangeMode}. */
export interface ChangeModeProps {
  item: ConversationItem;
  /** Number of messages that the AI can answer in place of colleagues. */
  answerable: number;
}

/** The buttons that change who answers. What colleagues have not answered is asked for once, and can be settled later. */
export function ChangeMode({ item, answerable }: ChangeModeProps) {
  const lang = useLang();
  const isUnanswered = item.staffAwaitedSince !== null;
  const resume = { id: item.id, action: "resume" };
  if (item.mode === "bot") {
    return (
      <div class="standing-actions">
        {isUnanswered && answerable > 0 && (
          <ActionForm
            action={PATH}
            label={TEXTS.answer[lang]}
            kind="primary"
            fields={{ ...resume, unanswered: "answer" }}
          />
        )}
        {isUnanswered && (
          <ActionForm
            action={PATH}
            label={TEXTS.markAnswered[lang]}
            fields={{ ...resume, unanswered: "settled" }}
          />
        )}
        <ActionForm
          action={PATH}
          label={TEXTS.handOver[lang]}
          fields={{ id: item.id, action: "hand-over" }}
        />
      </div>
    );
  }
  if (!isUnanswered) {
    return (
      <div class="standing-actions">
        <ActionForm action={PATH} label={TEXTS.resume[lang]} kind="primary" fields={resume} />
      </div>
    );
  }
  const choices = (["answer", "keep", "settled"] as const)
    .filter((value) => value !== "answer" || answerable > 0)
    .map((value) => ({
      value,
      label: TEXTS[value][lang],
      detail: TEXTS[`${value}Detail`][lang],
    }));
  return (
    <div class="standing-actions">
      <ChoiceForm
        action={PATH}
        label={TEXTS.resume[lang]}
        question={askAboutUnanswered(answerable, lang)}
        name="unanswered"
        choices={choices}
        fields={resume}
      />
    </div>
  );
}
