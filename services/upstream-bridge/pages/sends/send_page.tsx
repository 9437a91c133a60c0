import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { AccountBanners } from "services/upstream-bridge/pages/account/account_banners.tsx";
import { AccountShell } from "services/upstream-bridge/pages/account/account_shell.tsx";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { type SendDraft, SendForm } from "services/upstream-bridge/pages/sends/send_form.tsx";
import { SendsTable, type SendView } from "services/upstream-bridge/pages/sends/sends_table.tsx";
import { SEND_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/send_texts.ts";

/** Props of {@link SendPage}. */
export interface SendPageProps {
  account: AccountView;
  upstream: UpstreamView;
  draft: SendDraft;
  /** Why the draft was not accepted, in the language of the page. */
  refusal?: string | undefined;
  /** The latest first. */
  sends: readonly SendView[];
  /** The send of the form that was just posted. */
  sentId?: string | undefined;
}

/** `/console/accounts/{id}/send`: the send box, and what was sent lately. */
export function SendPage(props: SendPageProps) {
  const lang = useLang();
  const { account, sends } = props;
  const isReady = account.state === "online" || account.state === "suspect";
  return (
    <AccountShell account={account} upstream={props.upstream} tab="send">
      <AccountBanners account={account} />
      {!isReady && (
        <div class="notice notice-warn banner">
          <span>{TEXTS.notOnline[lang]}</span>
          <a href={accountPath(account.id)}>{TEXTS.toOverview[lang]}</a>
        </div>
      )}
      <SendForm account={account} draft={props.draft} refusal={props.refusal} />
      <LiveArea id="sends" isLive everySeconds={5}>
        <h2>{TEXTS.sends[lang]}</h2>
        {sends.length === 0
          ? <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>
          : <SendsTable sends={sends} sentId={props.sentId} />}
      </LiveArea>
    </AccountShell>
  );
}
