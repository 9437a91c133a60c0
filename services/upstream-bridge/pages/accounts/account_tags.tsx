import { StateTag } from "packages/ui/console/state_tag.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { ACCOUNT_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/account_texts.ts";
import { STATES } from "services/upstream-bridge/pages/texts/state_texts.ts";

/** The state of an account, and what holds its messages back. */
export function AccountTags({ account }: { account: AccountView }) {
  const lang = useLang();
  const { label, tone } = STATES[account.state];
  return (
    <span class="row-state">
      <StateTag tone={tone}>{label[lang]}</StateTag>
      {account.restrictedAt !== null && (
        <>
          {" "}
          <StateTag tone="bad">{TEXTS.restricted[lang]}</StateTag>
        </>
      )}
      {account.mutedUntil !== null && (
        <>
          {" "}
          <StateTag tone="warn">{TEXTS.muted[lang]}</StateTag>
        </>
      )}
    </span>
  );
}
