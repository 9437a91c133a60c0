import { Button } from "packages/ui/button.tsx";
import type { Lang } from "packages/platform/lang.ts";
import { OutcomeSign } from "packages/ui/outcome.tsx";
import type { ScanState } from "services/auth/pages/scan_state.ts";
import { describeScan, RENEW_LABELS, SCAN_LABELS } from "services/auth/pages/scan_texts.ts";

/** Props of {@link ScanPanel}. */
export interface ScanPanelProps {
  lang: Lang;
  state: ScanState;
  /** Shows the attempt's URL as a link, for the simulated phone. */
  simulated: boolean;
  /** Browser code only. */
  onRenew?: () => void;
}

/** QR, number or icon, and below it the state in words. It has the same size in every state. */
export function ScanPanel(props: ScanPanelProps) {
  const { lang, state } = props;
  const text = describeScan(state, lang);
  return (
    <div class="scan">
      <div class={`scan-stage scan-${state.phase}`}>
        <ScanPicture {...props} />
        {(state.phase === "scanned" || state.phase === "choosing") && (
          <div class="scan-again">
            <Button kind="quiet" {...(props.onRenew && { onClick: props.onRenew })}>
              {RENEW_LABELS[state.phase][lang]}
            </Button>
          </div>
        )}
      </div>
      <div class="scan-state" id="scan-state" role="status" aria-live="polite" tabindex={-1}>
        <p class="scan-title">{text.title}</p>
        <p class="scan-detail">{text.detail}</p>
      </div>
      {props.simulated && (
        <p class={`scan-aid${state.phase === "waiting" ? "" : " scan-aid-off"}`}>
          <a href={state.loginUrl} target="_blank" rel="noopener">
            {SCAN_LABELS.simulatedPhone[lang]}
            <span class="hidden-text">{SCAN_LABELS.newTab[lang]}</span>
          </a>
        </p>
      )}
    </div>
  );
}

function ScanPicture({ lang, state, onRenew }: ScanPanelProps) {
  switch (state.phase) {
    case "loading":
      return <div class="scan-skeleton"></div>;
    case "choosing":
      return (
        <p class="scan-number">
          <span class="hidden-text">{SCAN_LABELS.number[lang]}</span>
          {state.matchNumber}
        </p>
      );
    case "signing_in":
    case "signed_in":
      return <OutcomeSign tone="good" />;
    case "waiting":
      return <Qr lang={lang} qr={state.qr} />;
    case "scanned":
      return (
        <>
          <Qr lang={lang} qr={state.qr} />
          <div class="scan-veil">
            <OutcomeSign tone="good" />
          </div>
        </>
      );
    case "denied":
    case "expired":
    case "failed":
      return (
        <>
          {state.qr !== undefined && <Qr lang={lang} qr={state.qr} />}
          <div class="scan-veil">
            <Button {...(onRenew && { onClick: onRenew })}>
              {RENEW_LABELS[state.phase][lang]}
            </Button>
          </div>
        </>
      );
  }
}

function Qr(props: { lang: Lang; qr: string | undefined }) {
  return (
    <img class="scan-qr" src={props.qr} width="272" height="272" alt={SCAN_LABELS.qr[props.lang]} />
  );
}
