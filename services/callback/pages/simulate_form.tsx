import type { Lang } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";

const DEMO_CUSTOMER = "wm-demo-1";

export interface SimulateFormProps {
  lang: Lang;
  /** The inbox id of what was sent just now. */
  sent: string | undefined;
  hasConversations: boolean;
}

/** Pretends that a customer has written; sent by script, because the API takes JSON. */
export function SimulateForm({ lang, sent, hasConversations }: SimulateFormProps) {
  return (
    <details class="card simulate needs-script" open={sent !== undefined}>
      <summary>{TEXTS.simulate[lang]}</summary>
      <p class="quiet">{TEXTS.simulateLead[lang]}</p>
      <form
        id="simulate-form"
        class="filters"
        data-sending={TEXTS.sending[lang]}
        data-failed={TEXTS.sendFailed[lang]}
      >
        <label class="filter">
          <span class="filter-label">{TEXTS.customer[lang]}</span>
          <input
            class="input input-small"
            name="external_userid"
            value={DEMO_CUSTOMER}
            maxlength={64}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            required
          />
        </label>
        <label class="filter simulate-words">
          <span class="filter-label">{TEXTS.message[lang]}</span>
          <input
            class="input input-small"
            name="content"
            maxlength={2000}
            autocomplete="off"
            required
          />
        </label>
        <Button type="submit">{TEXTS.send[lang]}</Button>
      </form>
      <p id="simulate-state" class="simulate-state" aria-live="polite">
        {sent !== undefined && (
          <>
            {TEXTS.sent[lang]}{" "}
            {hasConversations && <a href="/console/conversations">{TEXTS.sentLink[lang]}</a>}
          </>
        )}
      </p>
    </details>
  );
}
