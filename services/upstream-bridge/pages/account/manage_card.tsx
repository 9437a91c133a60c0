import { Button } from "packages/ui/button.tsx";
import { ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { NAME_MAX } from "services/upstream-bridge/pages/accounts/add_account.tsx";
import {
  ACCOUNT_TEXTS as TEXTS,
  askToRemove,
} from "services/upstream-bridge/pages/texts/account_texts.ts";

/** Rename and remove. */
export function ManageCard({ account }: { account: AccountView }) {
  const lang = useLang();
  const action = accountPath(account.id);
  return (
    <section class="card">
      <h2>{TEXTS.manage[lang]}</h2>
      <form class="inline-form" method="post" action={action}>
        <input type="hidden" name="action" value="rename" />
        <label class="field">
          <span class="field-label">{TEXTS.name[lang]}</span>
          <input
            class="input input-small"
            name="name"
            value={account.name}
            maxlength={NAME_MAX}
            autocomplete="off"
            required
          />
        </label>
        <Button type="submit" kind="quiet">{TEXTS.rename[lang]}</Button>
      </form>
      <ConfirmForm
        action={action}
        label={TEXTS.remove[lang]}
        question={askToRemove(account.name, lang)}
        fields={{ action: "remove" }}
      />
    </section>
  );
}
