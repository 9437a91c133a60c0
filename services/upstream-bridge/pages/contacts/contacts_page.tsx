import { ButtonLink } from "packages/ui/button.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { AccountShell } from "services/upstream-bridge/pages/account/account_shell.tsx";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import {
  ContactTable,
  InnerContacts,
} from "services/upstream-bridge/pages/contacts/contact_table.tsx";
import { CONTACT_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/contact_texts.ts";
import type { ExternalPage, InnerPage } from "services/upstream-bridge/contacts/read_contacts.ts";

/** What was read: a page of one kind, or why there is none. */
export type ContactsRead =
  | { readonly kind: "inner"; readonly page: InnerPage }
  | { readonly kind: "external"; readonly page: ExternalPage }
  | { readonly kind: "inner" | "external"; readonly problem: "not_online" | string };

/** Props of {@link ContactsPage}. */
export interface ContactsPageProps {
  account: AccountView;
  upstream: UpstreamView;
  read: ContactsRead;
  isFirst: boolean;
}

/** `/console/accounts/{id}/contacts`: a page of contacts, as the upstream returns it. */
export function ContactsPage(props: ContactsPageProps) {
  const lang = useLang();
  const { account, read } = props;
  const own = accountPath(account.id, "contacts");
  return (
    <AccountShell account={account} upstream={props.upstream} tab="contacts">
      <div class="list-head">
        <nav class="views" aria-label={TEXTS.kinds[lang]}>
          {(["external", "inner"] as const).map((kind) => (
            <a
              key={kind}
              href={`${own}?kind=${kind}`}
              {...kind === read.kind && { "aria-current": "true" }}
            >
              {TEXTS[kind][lang]}
            </a>
          ))}
        </nav>
        {"page" in read && countOf(read) > 0 && <FindOnPage />}
      </div>
      <p class="quiet" id="find-none" role="status" hidden>{TEXTS.noMatch[lang]}</p>
      {"problem" in read ? <Problem account={account} read={read} /> : <Read {...props} />}
    </AccountShell>
  );
}

function FindOnPage() {
  const lang = useLang();
  return (
    <label class="filter needs-script">
      <span class="filter-label">{TEXTS.search[lang]}</span>
      <input
        class="input input-small"
        id="find-rows"
        type="search"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
}

function Problem(
  { account, read }: { account: AccountView; read: { kind: string; problem: string } },
) {
  const lang = useLang();
  if (read.problem === "not_online") {
    return (
      <EmptyState title={TEXTS.notOnline[lang]}>
        <p>{TEXTS.notOnlineNext[lang]}</p>
        <p class="empty-action">
          <ButtonLink href={accountPath(account.id)} kind="quiet">{account.name}</ButtonLink>
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={TEXTS.failed[lang]}>
      <p>{read.problem}</p>
      <p class="empty-action">
        <ButtonLink href={`${accountPath(account.id, "contacts")}?kind=${read.kind}`} kind="quiet">
          {TEXTS.retry[lang]}
        </ButtonLink>
      </p>
    </EmptyState>
  );
}

function Read({ account, read, isFirst }: ContactsPageProps) {
  const lang = useLang();
  if ("problem" in read) return null;
  const own = `${accountPath(account.id, "contacts")}?kind=${read.kind}`;
  const { nextCursor } = read.page;
  if (countOf(read) === 0 && isFirst) {
    return <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>;
  }
  return (
    <>
      {read.kind === "inner"
        ? <InnerContacts account={account} page={read.page} />
        : <ContactTable account={account} items={read.page.items} />}
      {(!isFirst || nextCursor !== null) && (
        <nav class="paging" aria-label={TEXTS.more[lang]}>
          {!isFirst && <a href={own}>{TEXTS.first[lang]}</a>}
          {nextCursor !== null && (
            <a rel="next" href={`${own}&cursor=${encodeURIComponent(nextCursor)}`}>
              {TEXTS.more[lang]}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function countOf(read: Exclude<ContactsRead, { problem: string }>): number {
  return read.kind === "inner"
    ? read.page.members.length + read.page.departments.length
    : read.page.items.length;
}
