import { ActionForm, ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { redactText } from "packages/platform/redact.ts";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { LoginPanel } from "services/upstream-bridge/pages/account/login_panel.tsx";
import { AccountTags } from "services/upstream-bridge/pages/accounts/account_tags.tsx";
import {
  ACCOUNT_TEXTS as TEXTS,
  askToSignOut,
  describeAttempt,
  describeNext,
} from "services/upstream-bridge/pages/texts/account_texts.ts";
import { LOGIN_TEXTS } from "services/upstream-bridge/pages/texts/login_texts.ts";
import { STATES } from "services/upstream-bridge/pages/texts/state_texts.ts";
import { actionsOf } from "services/upstream-bridge/pages/account/actions_of.ts";

/** The state with its time, what to do, the QR code or code box, and the buttons that fit. */
export function StateCard({ account }: { account: AccountView }) {
  const lang = useLang();
  const next = describeNext(account)[lang];
  return (
    <section
      class="card state-card"
      aria-labelledby="state-head"
      data-announce={`${STATES[account.state].label[lang]}. ${next}`}
    >
      <div class="state-head">
        <h2 id="state-head" class="hidden-text">{TEXTS.state[lang]}</h2>
        <AccountTags account={account} />
        <span class="quiet">
          <Since at={account.stateSince} />
        </span>
      </div>
      <p class="state-next">{next}</p>
      <Facts account={account} />
      <LoginPanel account={account} />
      <Actions account={account} />
    </section>
  );
}

/** `3 分钟前变更`, `changed 3 minutes ago`. */
function Since({ at }: { at: Date }) {
  const lang = useLang();
  return lang === "zh"
    ? (
      <>
        <Time at={at} />变更
      </>
    )
    : (
      <>
        changed <Time at={at} />
      </>
    );
}

function Facts({ account }: { account: AccountView }) {
  const lang = useLang();
  const { state, attempts, nextAttemptAt, lastCheckedAt, lastError, isBusy } = account;
  const isTroubled = !["online", "new", "stopped"].includes(state);
  return (
    <>
      {state === "reconnecting" && (attempts > 0 || nextAttemptAt !== null) && (
        <p class="quiet">
          {attempts > 0 && describeAttempt(attempts, lang)}
          {nextAttemptAt !== null && (
            <>
              {attempts > 0 && " · "}
              {TEXTS.nextAttempt[lang]}
              <Time at={nextAttemptAt} />
            </>
          )}
        </p>
      )}
      {lastCheckedAt !== null && (state === "online" || state === "suspect") && (
        <p class="quiet">
          {TEXTS.lastChecked[lang]} <Time at={lastCheckedAt} />
        </p>
      )}
      {isTroubled && lastError !== null && (
        <p class="quiet last-error">
          {TEXTS.lastError[lang]}
          {redactText(lastError)}
        </p>
      )}
      {isBusy && <p class="busy">{TEXTS.busy[lang]}</p>}
    </>
  );
}

function Actions({ account }: { account: AccountView }) {
  const lang = useLang();
  const action = accountPath(account.id);
  const { main, others, canSignOut } = actionsOf(account);
  return (
    <div class="state-actions">
      {main !== undefined && (
        <ActionForm
          action={action}
          label={LOGIN_TEXTS[main.label][lang]}
          kind="primary"
          fields={{ action: main.action }}
        />
      )}
      {others.map((other) => (
        <ActionForm
          key={other.action}
          action={action}
          label={LOGIN_TEXTS[other.label][lang]}
          fields={{ action: other.action }}
        />
      ))}
      {canSignOut && (
        <ConfirmForm
          action={action}
          label={LOGIN_TEXTS.signOut[lang]}
          question={askToSignOut(account.name, lang)}
          fields={{ action: "log_out" }}
        />
      )}
      {main?.label === "signIn" && account.vid !== null && (
        <p class="field-hint">{LOGIN_TEXTS.signInDetail[lang]}</p>
      )}
    </div>
  );
}
