import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { CALLBACK_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/callback_texts.ts";

/** What holds the messages of this account back, each with the button that lifts it. */
export function AccountBanners({ account }: { account: AccountView }) {
  const lang = useLang();
  const action = accountPath(account.id);
  return (
    <>
      {account.restrictedAt !== null && (
        <div class="notice notice-bad banner">
          <span>
            <b>{TEXTS.restrictedTitle[lang]}</b> {TEXTS.restrictedNext[lang]}
          </span>
          <ActionForm
            action={action}
            label={TEXTS.restrictedLift[lang]}
            fields={{ action: "clear_restriction" }}
          />
        </div>
      )}
      {account.mutedUntil !== null && (
        <div class="notice notice-warn banner">
          <span>
            <b>{TEXTS.mutedTitle[lang]}</b> {TEXTS.mutedNext[lang]} {TEXTS.mutedUntil[lang]}
            <Time at={account.mutedUntil} />
          </span>
          <ActionForm action={action} label={TEXTS.mutedLift[lang]} fields={{ action: "unmute" }} />
        </div>
      )}
    </>
  );
}
