import { Button } from "packages/ui/button.tsx";
import { usePage } from "packages/ui/page_frame.ts";
import { INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";

const DEMO_CUSTOMER = "wm-demo-1";

/** Props of {@link SimulateForm}. */
export interface SimulateFormProps {
  /** The inbox id of the message that was sent just now. */
  sent: string | undefined;
}

/** Sends a message as if a customer had written it. Sent by script, because the API takes JSON. */
export function SimulateForm({ sent }: SimulateFormProps) {
  const { lang, components } = usePage();
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
      <p
        id="simulate-state"
        class="simulate-state"
        aria-live="polite"
        {...sent !== undefined && { "data-once": "sent" }}
      >
        {sent !== undefined && (
          <>
            {TEXTS.sent[lang]}{" "}
            {components.includes("ai-reply") && (
              <a href="/console/conversations">{TEXTS.sentLink[lang]}</a>
            )}
          </>
        )}
      </p>
    </details>
  );
}
