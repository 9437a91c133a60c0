import { Button } from "packages/ui/button.tsx";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { exactTime } from "packages/ui/console/relative_time.ts";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, QrView } from "services/upstream-bridge/pages/account_view.ts";
import {
  describeTries,
  LOGIN_TEXTS as TEXTS,
} from "services/upstream-bridge/pages/texts/login_texts.ts";

/** What the person at the phone needs now: the QR code with its time, and the box for the code. */
export function LoginPanel({ account }: { account: AccountView }) {
  const { state, qr } = account;
  const takesCode = state === "code_required" || state === "qr_scanned";
  const isLost = state === "offline" && account.reason === "qr_expired";
  if (qr === null && !takesCode && !isLost) return null;
  return (
    <div class="login-panel">
      {(qr !== null || isLost) && <Qr account={account} qr={qr} />}
      {takesCode && <CodeBox account={account} />}
    </div>
  );
}

/** The QR code on white, with the time that is left. Expired, it is veiled, with one button over it. */
function Qr({ account, qr }: { account: AccountView; qr: QrView | null }) {
  const { lang, now } = usePage();
  const isExpired = qr === null || qr.expiresAt.getTime() <= now;
  const isScanned = account.state !== "qr_pending" && account.state !== "second_verify" &&
    qr !== null;
  return (
    <figure
      class={`qr${isExpired ? " qr-expired" : ""}${isScanned && !isExpired ? " qr-scanned" : ""}`}
      {...qr !== null && { "data-expires": String(qr.expiresAt.getTime()) }}
    >
      <div class="qr-frame">
        <QrImage qr={isExpired ? null : qr} />
        <div class="qr-veil">
          <p>{TEXTS.expired[lang]}</p>
          <ActionForm
            action={accountPath(account.id)}
            label={TEXTS.newQr[lang]}
            kind="primary"
            fields={{ action: renewalOf(account, qr) }}
          />
        </div>
      </div>
      <figcaption>
        <span class="qr-help">
          {TEXTS[helpOf(account.state, isScanned)][lang]}
        </span>
        {qr !== null && <TimeLeft qr={qr} />}
      </figcaption>
    </figure>
  );
}

function helpOf(state: AccountView["state"], isScanned: boolean) {
  if (!isScanned) return "qrHelp";
  return state === "code_required" ? "scannedCode" : "scanned";
}

function QrImage({ qr }: { qr: QrView | null }) {
  const lang = useLang();
  if (qr === null) return <div class="qr-blank" aria-hidden="true"></div>;
  // Other pictures are on the upstream's host: our pages load nothing from there.
  if (!qr.image.startsWith("data:image/")) {
    return (
      <a class="qr-link" href={qr.image} target="_blank" rel="noopener noreferrer">
        {TEXTS.openQr[lang]}
      </a>
    );
  }
  const alt = qr.purpose === "login" ? TEXTS.qr : TEXTS.qrVerify;
  return <img src={qr.image} alt={alt[lang]} width={208} height={208} decoding="sync" />;
}

/** The script counts down (pages/script/qr_countdown.ts); without it the figure is that of the page's time. */
function TimeLeft({ qr }: { qr: QrView }) {
  const { lang, now, timeZone } = usePage();
  const at = qr.expiresAt.getTime();
  const seconds = Math.max(0, Math.ceil((at - now) / 1000));
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span class="qr-left" title={exactTime(at, timeZone)}>
      {TEXTS.validFor[lang]} <span class="qr-clock" role="timer">{shown}</span>
    </span>
  );
}

function renewalOf({ state }: AccountView, qr: QrView | null): string {
  if (qr?.purpose === "second_verify") return "second_verify";
  return state === "offline" ? "start" : "get_qr";
}

function CodeBox({ account }: { account: AccountView }) {
  const lang = useLang();
  const { state, codeTriesLeft } = account;
  if (codeTriesLeft <= 0) {
    return (
      <div class="code-box">
        <p class="form-error">{TEXTS.noTries[lang]}</p>
      </div>
    );
  }
  return (
    <form class="code-box" method="post" action={accountPath(account.id)}>
      <input type="hidden" name="action" value="check_code" />
      <label class="field">
        <span class="field-label">{TEXTS.code[lang]}</span>
        <input
          class="input code-input"
          name="code"
          inputmode="numeric"
          pattern="\d{6}"
          title={TEXTS.codeHint[lang]}
          maxlength={6}
          autocomplete="one-time-code"
          aria-describedby="code-tries"
          {...state === "code_required" && { "data-focus": "" }}
          required
        />
      </label>
      <Button type="submit">{TEXTS.submit[lang]}</Button>
      <p class="field-hint" id="code-tries">{describeTries(codeTriesLeft, lang)}</p>
    </form>
  );
}
