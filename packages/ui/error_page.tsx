import { Button, ButtonLink } from "packages/ui/button.tsx";
import { OutcomeCard } from "packages/ui/outcome.tsx";
import { Page } from "packages/ui/page.tsx";
import { SupportCodes } from "packages/ui/support_codes.tsx";

/** Props of {@link ErrorPage}. */
export interface ErrorPageProps {
  /** What happened, in a few words. */
  title: string;
  /** What it means for the person, and what to do next. */
  message: string;
  /** A link to continue with. */
  action?: { href: string; label: string };
  /**
   * Offers to sign out, for a member whose role does not allow the page. Render the page with
   * `referrerPolicy: "strict-origin"`: the form must pass the Origin check.
   */
  signOutLabel?: string;
  /** The error's code in snake_case: small, for support. */
  code: string;
}

/** The page that a person gets where a program gets a problem document. */
export function ErrorPage(props: ErrorPageProps) {
  return (
    <Page title={props.title}>
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
        <SupportCodes code={props.code} />
      </OutcomeCard>
    </Page>
  );
}
