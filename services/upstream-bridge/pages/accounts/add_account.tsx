import { Button } from "packages/ui/button.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { ACCOUNTS_PATH } from "services/upstream-bridge/pages/account_paths.ts";
import { ACCOUNT_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/account_texts.ts";

/** The longest name of an account, in characters. */
export const NAME_MAX = 64;
/** The longest vid, in digits. */
export const VID_MAX = 20;

/** The form that adds an account: its name, and the member if known. */
export function AddAccountForm() {
  const lang = useLang();
  return (
    <form class="account-form" method="post" action={ACCOUNTS_PATH}>
      <label class="field">
        <span class="field-label">{TEXTS.name[lang]}</span>
        <input
          class="input input-small"
          name="name"
          maxlength={NAME_MAX}
          placeholder={TEXTS.nameHint[lang]}
          autocomplete="off"
          required
        />
      </label>
      <label class="field">
        <span class="field-label">{TEXTS.vid[lang]}</span>
        <input
          class="input input-small"
          name="vid"
          maxlength={VID_MAX}
          inputmode="numeric"
          pattern="\d*"
          autocomplete="off"
          aria-describedby="vid-hint"
        />
        <span class="field-hint" id="vid-hint">{TEXTS.vidHint[lang]}</span>
      </label>
      <Button type="submit">{TEXTS.add[lang]}</Button>
    </form>
  );
}

/** The same form under a button. */
export function AddAccount() {
  const lang = useLang();
  return (
    <details class="ask ask-choice ask-add">
      <summary class="button button-primary">{TEXTS.add[lang]}</summary>
      <div class="ask-form">
        <AddAccountForm />
      </div>
    </details>
  );
}
