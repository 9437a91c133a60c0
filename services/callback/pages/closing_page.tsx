import type { FailureReason } from "packages/login/attempt.ts";
import { FAILURE_TEXTS, type FailureText } from "packages/login/failure_texts.ts";
import type { Text } from "packages/platform/lang.ts";
import { OutcomeCard, type OutcomeTone } from "packages/ui/outcome.tsx";
import { Page } from "packages/ui/page.tsx";
import type { PhoneOutcome } from "services/callback/login/phone_outcome.ts";
import { usePage } from "packages/ui/page_frame.ts";
import { SupportCodes } from "packages/ui/support_codes.tsx";

/** How the scan ended, as the phone shows it. */
export type ClosingOutcome = PhoneOutcome | FailureReason;

/** Props of {@link ClosingPage}. */
export interface ClosingPageProps {
  outcome: ClosingOutcome;
}

const OUTCOMES: Readonly<Record<PhoneOutcome, FailureText>> = {
  signed_in: {
    title: { zh: "已确认登录", en: "Confirmed" },
    detail: { zh: "电脑已登录。", en: "Your computer is signed in." },
  },
  confirmed: {
    title: { zh: "已确认登录", en: "Confirmed" },
    detail: {
      zh: "请回到电脑上的登录页。如果它已经关闭，请在一分钟内用同一个浏览器重新打开。",
      en:
        "Go back to the sign-in page on your computer. If it is closed, open it again in the same browser within a minute.",
    },
  },
  late: {
    title: { zh: "登录已超时", en: "Sign-in took too long" },
    detail: {
      zh: "电脑没有在一分钟内完成登录。请在电脑上打开登录页，重新扫码。",
      en:
        "Your computer did not sign in within a minute. Open the sign-in page on it and scan again.",
    },
  },
  denied: {
    title: { zh: "已拒绝登录", en: "Declined" },
    detail: {
      zh: "登录未完成。如果不是您本人操作，无需再做处理。",
      en: "The sign-in was stopped. If it was not you, no further action is needed.",
    },
  },
  wrong_number: {
    title: { zh: "数字不一致，登录已取消", en: "Wrong number, sign-in cancelled" },
    detail: {
      zh: "登录未完成。如果是您本人操作，请在电脑上刷新二维码后重新扫码。",
      en:
        "The sign-in was stopped. If it was you, get a new QR code on the computer and scan again.",
    },
  },
};

const MAY_CLOSE: Text = { zh: "您可以关闭此页面了。", en: "You can close this page now." };

/** The last page on the phone: what happened, and that the page can be closed. */
export function ClosingPage(props: ClosingPageProps) {
  const { lang, site } = usePage();
  const { outcome } = props;
  const text = { ...OUTCOMES, ...FAILURE_TEXTS }[outcome];
  return (
    <Page title={`${text.title[lang]} · ${site}`}>
      <OutcomeCard tone={toneOf(outcome)} heading={text.title[lang]}>
        <p class="outcome-text">{text.detail[lang]}</p>
        <p class="outcome-text">{MAY_CLOSE[lang]}</p>
        {outcome in FAILURE_TEXTS && <SupportCodes code={`login_${outcome}`} />}
      </OutcomeCard>
    </Page>
  );
}

function toneOf(outcome: ClosingOutcome): OutcomeTone {
  if (outcome === "confirmed" || outcome === "signed_in") return "good";
  if (outcome === "late") return "late";
  return outcome === "denied" ? "declined" : "warn";
}
