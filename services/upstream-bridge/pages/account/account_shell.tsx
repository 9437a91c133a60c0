import type { Child } from "hono/jsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import {
  accountPath,
  ACCOUNTS_PATH,
  type AccountTab,
} from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { Announcer } from "services/upstream-bridge/pages/accounts/announcer.tsx";
import { OutcomeNotice } from "services/upstream-bridge/pages/accounts/outcome_notice.tsx";
import { UpstreamNotices } from "services/upstream-bridge/pages/accounts/upstream_notices.tsx";
import {
  ACCOUNT_TEXTS as TEXTS,
  describeMember,
} from "services/upstream-bridge/pages/texts/account_texts.ts";
import type { Outcome } from "services/upstream-bridge/pages/texts/outcome_texts.ts";

const TABS: readonly AccountTab[] = ["overview", "send", "contacts", "log"];

/** What the pages of one account share: its name, the tabs, and the notices. */
export function AccountShell(props: {
  account: AccountView;
  upstream: UpstreamView;
  tab: AccountTab;
  outcome?: Outcome | undefined;
  children: Child;
}) {
  const lang = useLang();
  const { account, tab } = props;
  const member = describeMember(account);
  return (
    <ConsolePage
      title={account.name}
      {...member !== "" && { lead: member }}
      part={ACCOUNTS_PATH}
      actions={<a class="back" href={ACCOUNTS_PATH}>{TEXTS.back[lang]}</a>}
    >
      <nav class="views" aria-label={TEXTS.tabs[lang]}>
        {TABS.map((one) => (
          <a
            key={one}
            href={accountPath(account.id, one)}
            {...one === tab && { "aria-current": "page" }}
          >
            {TEXTS[one][lang]}
          </a>
        ))}
      </nav>
      <Announcer accountId={account.id} />
      <UpstreamNotices upstream={props.upstream} />
      <OutcomeNotice outcome={props.outcome} />
      {props.children}
    </ConsolePage>
  );
}
