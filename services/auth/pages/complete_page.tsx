import type { FailureReason } from "packages/login/attempt.ts";
import { FAILURE_TEXTS, type FailureText } from "packages/login/failure_texts.ts";
import { ButtonLink } from "packages/ui/button.tsx";
import { OutcomeCard, type OutcomeTone } from "packages/ui/outcome.tsx";
import { Page, type PageFrame } from "packages/ui/page.tsx";

/** Why `/login/complete` could not sign the browser in. */
export type CompleteOutcome = "denied" | "expired" | "not_found" | FailureReason;

export interface CompletePageProps extends PageFrame {
  site: string;
  outcome: CompleteOutcome;
  /** Path the person wanted to reach; kept for the next try. */
  redirect: string;
  requestId?: string;
}

const OUTCOMES: Readonly<Record<"denied" | "expired" | "not_found", FailureText>> = {
  denied: {
    title: { zh: "登录已取消", en: "Sign-in cancelled" },
    detail: {
      zh: "你在企业微信里没有同意这次登录。需要时可以重新开始。",
      en: "It was not approved in WeCom. You can start again whenever you like.",
    },
  },
  expired: {
    title: { zh: "登录已超时", en: "Sign-in took too long" },
    detail: {
      zh: "为了安全，登录要在几分钟内完成。请重新开始。",
      en: "For your safety it has to be finished within minutes. Please start again.",
    },
  },
  not_found: {
    title: { zh: "找不到这次登录", en: "This sign-in is not here" },
    detail: {
      zh: "它可能已经完成或过期，也可能是在另一个浏览器里开始的。请在这里重新开始。",
      en:
        "It may be finished or expired, or it was started in another browser. Please start again here.",
    },
  },
};

const TONES: Readonly<Partial<Record<CompleteOutcome, OutcomeTone>>> = {
  denied: "declined",
  expired: "late",
};

const RETRY = { zh: "重新登录", en: "Sign in again" };

/** `/login/complete` when there is nobody to sign in: what happened, and the way back. */
export function CompletePage(props: CompletePageProps) {
  const { lang, outcome } = props;
  const said = { ...OUTCOMES, ...FAILURE_TEXTS }[outcome];
  const retryUrl = `/login?${new URLSearchParams({ redirect: props.redirect })}`;
  return (
    <Page {...props} title={`${said.title[lang]} · ${props.site}`}>
      <OutcomeCard tone={TONES[outcome] ?? "warn"} heading={said.title[lang]}>
        <p class="outcome-text">{said.detail[lang]}</p>
        <p class="actions">
          <ButtonLink href={retryUrl}>{RETRY[lang]}</ButtonLink>
        </p>
        <p class="support">
          <code>{`login_${outcome}`}</code>
          {props.requestId !== undefined && <code>{props.requestId}</code>}
        </p>
      </OutcomeCard>
    </Page>
  );
}
