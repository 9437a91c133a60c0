import { ButtonLink } from "packages/ui/button.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import {
  accountPath,
  ACCOUNTS_PATH,
  SETTINGS_PATH,
} from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { AccountTags } from "services/upstream-bridge/pages/accounts/account_tags.tsx";
import {
  AddAccount,
  AddAccountForm,
} from "services/upstream-bridge/pages/accounts/add_account.tsx";
import { Announcer } from "services/upstream-bridge/pages/accounts/announcer.tsx";
import { NoUpstream } from "services/upstream-bridge/pages/accounts/no_upstream.tsx";
import { OutcomeNotice } from "services/upstream-bridge/pages/accounts/outcome_notice.tsx";
import { UpstreamNotices } from "services/upstream-bridge/pages/accounts/upstream_notices.tsx";
import type { Outcome } from "services/upstream-bridge/pages/texts/outcome_texts.ts";
import {
  ACCOUNT_TEXTS as TEXTS,
  describeMember,
  describeNext,
  summarize,
} from "services/upstream-bridge/pages/texts/account_texts.ts";

/** Props of {@link AccountsPage}. */
export interface AccountsPageProps {
  accounts: readonly AccountView[];
  upstream: UpstreamView;
  outcome?: Outcome | undefined;
}

/** `/console/accounts`: all accounts, their states, and which of them need a person. */
export function AccountsPage(props: AccountsPageProps) {
  const lang = useLang();
  const { accounts, upstream } = props;
  const hasList = upstream.isConfigured || accounts.length > 0;
  return (
    <ConsolePage
      title={TEXTS.title[lang]}
      lead={TEXTS.lead[lang]}
      part={ACCOUNTS_PATH}
      actions={
        <>
          <ButtonLink href={SETTINGS_PATH} kind="quiet">{TEXTS.settings[lang]}</ButtonLink>
          {upstream.isConfigured && accounts.length > 0 && <AddAccount />}
        </>
      }
    >
      <Announcer />
      <UpstreamNotices upstream={upstream} />
      <OutcomeNotice outcome={props.outcome} />
      {!upstream.isConfigured && <NoUpstream />}
      {hasList && (
        <LiveArea id="accounts" isLive>
          {accounts.length === 0 ? <NoAccounts /> : <Accounts accounts={accounts} />}
        </LiveArea>
      )}
    </ConsolePage>
  );
}

function NoAccounts() {
  const lang = useLang();
  return (
    <EmptyState title={TEXTS.none[lang]}>
      <p>{TEXTS.noneNext[lang]}</p>
      <AddAccountForm />
    </EmptyState>
  );
}

function Accounts({ accounts }: { accounts: readonly AccountView[] }) {
  const lang = useLang();
  const summary = summarize(accounts, lang);
  return (
    <>
      <p class="summary" data-announce={summary}>{summary}</p>
      <Table
        caption={TEXTS.title[lang]}
        columns={[TEXTS.account, TEXTS.state, TEXTS.next, TEXTS.lastSeen].map((head) => head[lang])}
      >
        {accounts.map((account) => <Row key={account.id} account={account} />)}
      </Table>
    </>
  );
}

function Row({ account }: { account: AccountView }) {
  const lang = useLang();
  const member = describeMember(account);
  return (
    <tr data-key={account.id}>
      <Cell>
        <a class="row-link" href={accountPath(account.id)}>{account.name}</a>
        {member !== "" && <span class="row-detail account-member">{member}</span>}
      </Cell>
      <Cell>
        <AccountTags account={account} />
      </Cell>
      <Cell kind="wide">{describeNext(account)[lang]}</Cell>
      <Cell>
        {account.lastSeenAt === null ? <span class="quiet">{TEXTS.never[lang]}</span> : (
          <>
            <span class="stacked-label">{`${TEXTS.lastSeen[lang]} `}</span>
            <Time at={account.lastSeenAt} />
          </>
        )}
      </Cell>
    </tr>
  );
}
