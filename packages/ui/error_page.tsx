import { Button, ButtonLink } from "packages/ui/button.tsx";
import { OutcomeCard } from "packages/ui/outcome.tsx";
import { Page, type PageFrame } from "packages/ui/page.tsx";

export interface ErrorPageProps extends PageFrame {
  /** What happened, in a few words. */
  title: string;
  /** What it means for the person, and what to do next. */
  message: string;
  /** One way on. */
  action?: { href: string; label: string };
  /**
   * Offers to sign out, for whoever is signed in as somebody who may not. Render it with
   * `referrerPolicy: "strict-origin"`: the form meets the Origin check.
   */
  signOutLabel?: string;
  /** The error's code in snake_case: small, for support. */
  code: string;
  requestId?: string;
}

/** What a person sees where a program would get a problem document. */
export function ErrorPage(props: ErrorPageProps) {
  return (
    <Page {...props}>
      <OutcomeCard tone="warn" heading={props.title}>
        <p class="outcome-text">{props.message}</p>
        {props.action && (
          <p class="actions">
            <ButtonLink href={props.action.href}>{props.action.label}</ButtonLink>
          </p>
        )}
        {props.signOutLabel !== undefined && (
          <form class="actions" method="post" action="/api/auth/logout">
            <Button type="submit" kind="quiet">{props.signOutLabel}</Button>
          </form>
        )}
        <p class="support">
          <code>{props.code}</code>
          {props.requestId !== undefined && <code>{props.requestId}</code>}
        </p>
      </OutcomeCard>
    </Page>
  );
}
