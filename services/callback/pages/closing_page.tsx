import type { FailureReason } from "packages/login/attempt.ts";
import { FAILURE_TEXTS, type FailureText } from "packages/login/failure_texts.ts";
import type { Text } from "packages/platform/lang.ts";
import { OutcomeCard, type OutcomeTone } from "packages/ui/outcome.tsx";
import { Page, type PageFrame } from "packages/ui/page.tsx";

/** How the scan ended, seen from the phone. */
export type ClosingOutcome = "confirmed" | "denied" | "wrong_number" | FailureReason;

export interface ClosingPageProps extends Omit<PageFrame, "here"> {
  site: string;
  outcome: ClosingOutcome;
  /** Shown when it failed: for support. */
  requestId?: string;
}

const OUTCOMES: Readonly<Record<"confirmed" | "denied" | "wrong_number", FailureText>> = {
  confirmed: {
    title: { zh: "已确认登录", en: "Confirmed" },
    detail: { zh: "电脑上会自动登录。", en: "The computer is being signed in." },
  },
  denied: {
    title: { zh: "已拒绝登录", en: "Declined" },
    detail: {
      zh: "没有人登录。如果不是你发起的，不需要再做什么。",
      en: "Nobody has been signed in. If it was not you, there is nothing left to do.",
    },
  },
  wrong_number: {
    title: { zh: "数字不一致，登录已取消", en: "Not the right number" },
    detail: {
      zh: "没有人登录。如果是你本人在登录，请在电脑上重新扫码。",
      en:
        "Nobody has been signed in. If it is you, get a new QR code on the computer and scan again.",
    },
  },
};

const MAY_CLOSE: Text = { zh: "现在可以关闭这个页面了。", en: "You may close this page now." };

/** The phone's last page: what happened, and that it may be closed. */
export function ClosingPage(props: ClosingPageProps) {
  const { lang, outcome } = props;
  const said = { ...OUTCOMES, ...FAILURE_TEXTS }[outcome];
  return (
    <Page lang={lang} stylesheet={props.stylesheet} title={`${said.title[lang]} · ${props.site}`}>
      <OutcomeCard tone={toneOf(outcome)} heading={said.title[lang]}>
        <p class="outcome-text">{said.detail[lang]}</p>
        <p class="outcome-text">{MAY_CLOSE[lang]}</p>
        {outcome in FAILURE_TEXTS && (
          <p class="support">
            <code>{`login_${outcome}`}</code>
            {props.requestId !== undefined && <code>{props.requestId}</code>}
          </p>
        )}
      </OutcomeCard>
    </Page>
  );
}

function toneOf(outcome: ClosingOutcome): OutcomeTone {
  if (outcome === "confirmed") return "good";
  return outcome === "denied" ? "declined" : "warn";
}
