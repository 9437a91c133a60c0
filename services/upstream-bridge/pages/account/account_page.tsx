import { LiveArea } from "packages/ui/console/live_area.tsx";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { AccountBanners } from "services/upstream-bridge/pages/account/account_banners.tsx";
import { AccountShell } from "services/upstream-bridge/pages/account/account_shell.tsx";
import { CallbackCard } from "services/upstream-bridge/pages/account/callback_card.tsx";
import { ManageCard } from "services/upstream-bridge/pages/account/manage_card.tsx";
import { MemberCard } from "services/upstream-bridge/pages/account/member_card.tsx";
import { StateCard } from "services/upstream-bridge/pages/account/state_card.tsx";
import type { Outcome } from "services/upstream-bridge/pages/texts/outcome_texts.ts";

/** Props of {@link AccountPage}. */
export interface AccountPageProps {
  account: AccountView;
  upstream: UpstreamView;
  /** The callback address with its token: a secret; null without callbacks or before the first instance. */
  callbackAddress: string | null;
  outcome?: Outcome | undefined;
}

/** `/console/accounts/{id}`: the state of one account, its login, and what it is. */
export function AccountPage(props: AccountPageProps) {
  const { account, upstream } = props;
  return (
    <AccountShell account={account} upstream={upstream} tab="overview" outcome={props.outcome}>
      <LiveArea id="account" isLive everySeconds={10}>
        <AccountBanners account={account} />
        <StateCard account={account} />
      </LiveArea>
      <div class="account-columns">
        <MemberCard account={account} />
        <CallbackCard {...props} />
        <ManageCard account={account} />
      </div>
    </AccountShell>
  );
}
