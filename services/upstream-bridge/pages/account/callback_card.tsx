import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { CALLBACK_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/callback_texts.ts";

/** Props of {@link CallbackCard}. */
export interface CallbackCardProps {
  account: AccountView;
  upstream: UpstreamView;
  /** With its token; null without callbacks or before the first instance. */
  callbackAddress: string | null;
}

/** Where the upstream sends this account's events, when that was last registered, and the button to do it now. */
export function CallbackCard({ account, upstream, callbackAddress }: CallbackCardProps) {
  const lang = useLang();
  if (upstream.callbackUrl === null) {
    return (
      <section class="card">
        <h2>{TEXTS.title[lang]}</h2>
        <p class="quiet">{TEXTS.off[lang]}</p>
      </section>
    );
  }
  return (
    <section class="card">
      <h2>{TEXTS.title[lang]}</h2>
      <dl class="pairs">
        <dt>{TEXTS.address[lang]}</dt>
        <dd>
          <code>{upstream.callbackUrl}/…</code>
        </dd>
        <dt>{TEXTS.registered[lang]}</dt>
        <dd>
          {account.callbackRegisteredAt === null || account.uuidPrefix === null
            ? TEXTS.notRegistered[lang]
            : <Time at={account.callbackRegisteredAt} />}
        </dd>
      </dl>
      <p class="field-hint">{TEXTS.repeats[lang]}</p>
      {callbackAddress === null
        ? <p class="field-hint">{TEXTS.noInstance[lang]}</p>
        : <WholeAddress address={callbackAddress} />}
      {account.uuidPrefix !== null && (
        <ActionForm
          action={accountPath(account.id)}
          label={TEXTS.registerNow[lang]}
          fields={{ action: "set_callback" }}
        />
      )}
    </section>
  );
}

/** Folded: it must not be on a screen that is shared. */
function WholeAddress({ address }: { address: string }) {
  const lang = useLang();
  return (
    <details class="payload">
      <summary>{TEXTS.withToken[lang]}</summary>
      <div class="secret-address">
        <code>{address}</code>
        <p class="field-hint">{TEXTS.secret[lang]}</p>
        <button
          class="button button-quiet copy-text needs-script"
          type="button"
          data-copy={address}
        >
          {TEXTS.copy[lang]}
        </button>
      </div>
    </details>
  );
}
