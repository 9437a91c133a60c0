import { Button } from "packages/ui/button.tsx";
import { Field } from "packages/ui/field.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { ACCOUNT_LABELS } from "services/auth/pages/account_texts.ts";

/**
 * Sign-in with a local account. The page's script sends it as JSON and writes errors into `#account-error`.
 * `destination` is the URL to go to after sign-in, already checked by the server.
 */
export function AccountForm(props: { destination: string }) {
  const lang = useLang();
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
