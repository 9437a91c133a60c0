import type { FailureReason } from "packages/login/attempt.ts";
import { FAILURE_TEXTS, type FailureText } from "packages/login/failure_texts.ts";
import { ButtonLink } from "packages/ui/button.tsx";
import { OutcomeCard, type OutcomeTone } from "packages/ui/outcome.tsx";
import { Page } from "packages/ui/page.tsx";
import { usePage } from "packages/ui/page_frame.ts";
import { SupportCodes } from "packages/ui/support_codes.tsx";

/** Why `/login/complete` could not sign the browser in. */
export type CompleteOutcome = "denied" | "expired" | "not_found" | FailureReason;

/** Props of {@link CompletePage}. */
export interface CompletePageProps {
  outcome: CompleteOutcome;
  /** Path the person wanted to reach; kept for the next attempt. */
  redirect: string;
}

const OUTCOMES: Readonly<Record<"denied" | "expired" | "not_found", FailureText>> = {
  denied: {
    title: { zh: "登录已取消", en: "Sign-in cancelled" },
    detail: {
      zh: "您没有在企业微信中同意登录。需要时可以重新登录。",
      en: "You did not approve it in WeCom. You can sign in again at any time.",
    },
  },
  expired: {
    title: { zh: "登录已超时", en: "Sign-in took too long" },
    detail: {
      zh: "为了安全，登录需要在几分钟内完成。请重新登录。",
      en: "For your safety, sign-in must be completed within a few minutes. Please start again.",
    },
  },
  not_found: {
    title: { zh: "找不到这次登录", en: "Sign-in not found" },
    detail: {
      zh: "登录可能已完成或已过期，也可能是在其他浏览器中发起的。请重新登录。",
      en:
        "It may be completed or expired, or it was started in another browser. Please sign in again.",
    },
  },
};

const TONES: Readonly<Partial<Record<CompleteOutcome, OutcomeTone>>> = {
  denied: "declined",
  expired: "late",
};

const RETRY = { zh: "重新登录", en: "Sign in again" };

/** `/login/complete` when the sign-in did not succeed: what happened, and a link to try again. */
export function CompletePage(props: CompletePageProps) {
  const { lang, site } = usePage();
  const { outcome } = props;
  const text = { ...OUTCOMES, ...FAILURE_TEXTS }[outcome];
  const retryUrl = `/login?${new URLSearchParams({ redirect: props.redirect })}`;
  return (
    <Page title={`${text.title[lang]} · ${site}`}>
      <OutcomeCard tone={TONES[outcome] ?? "warn"} heading={text.title[lang]}>
        <p class="outcome-text">{text.detail[lang]}</p>
        <p class="actions">
          <ButtonLink href={retryUrl}>{RETRY[lang]}</ButtonLink>
        </p>
        <SupportCodes code={`login_${outcome}`} />
      </OutcomeCard>
    </Page>
  );
}
