import { Button } from "packages/ui/button.tsx";
import { Field } from "packages/ui/field.tsx";
import type { Lang } from "packages/platform/lang.ts";
import { ACCOUNT_LABELS } from "services/auth/pages/account_texts.ts";

/**
 * Sign-in with a local account. The page's script sends it as JSON and writes into `#account-error`.
 * `destination` is where the browser goes then, already checked by the server.
 */
export function AccountForm(props: { lang: Lang; destination: string }) {
  const { lang } = props;
  return (
    <form id="account-form" class="account-form" method="post" data-destination={props.destination}>
      <Field
        name="username"
        label={ACCOUNT_LABELS.username[lang]}
        autocomplete="username"
        maxLength={64}
      />
      <Field
        name="password"
        type="password"
        label={ACCOUNT_LABELS.password[lang]}
        autocomplete="current-password"
        maxLength={256}
      />
      <label class="check">
        <input type="checkbox" name="remember" value="yes" />
        <span>{ACCOUNT_LABELS.remember[lang]}</span>
      </label>
      <Button type="submit">{ACCOUNT_LABELS.submit[lang]}</Button>
      <p id="account-error" class="form-error" role="alert"></p>
    </form>
  );
}
