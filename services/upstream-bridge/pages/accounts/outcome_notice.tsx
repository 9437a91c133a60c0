import { Notice } from "packages/ui/notice.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { type Outcome, OUTCOMES } from "services/upstream-bridge/pages/texts/outcome_texts.ts";

/** What the form that was just sent has done. Shown once. */
export function OutcomeNotice({ outcome }: { outcome: Outcome | undefined }) {
  const lang = useLang();
  if (outcome === undefined) return null;
  const { tone, text } = OUTCOMES[outcome];
  return (
    <div role="status">
      <Notice tone={tone} once="done">{text[lang]}</Notice>
    </div>
  );
}
