import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterSelect, FilterText } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { InboxTable } from "services/callback/pages/inbox_table.tsx";
import { describeKind, INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";
import { SimulateForm } from "services/callback/pages/simulate_form.tsx";
import type { LastCallback } from "services/callback/inbox/last_callbacks.ts";
import type { InboxFilter, InboxItem } from "services/callback/inbox/read_inbox_page.ts";

const PATH = "/console/inbox";
const REFRESH_SECONDS = 4;

/** Props of {@link InboxPage}. */
export interface InboxPageProps {
  items: readonly InboxItem[];
  nextCursor: string | null;
  filter: InboxFilter;
  /** The kinds that the inbox has. */
  kinds: readonly string[];
  /** Whether this is the first page: new rows appear only there. */
  isFirst: boolean;
  lastCallbacks: readonly LastCallback[];
  /** The URL to enter in WeCom's admin console; shown in the first steps. */
  callbackUrl: string;
  /** The inbox id of the message that an operator has just simulated. */
  sent: string | undefined;
}

/** `/console/inbox`: the messages and events from WeCom. */
export function InboxPage(props: InboxPageProps) {
  const lang = useLang();
  return (
    <ConsolePage title={TEXTS.title[lang]} lead={TEXTS.lead[lang]} part={PATH}>
      <SimulateForm sent={props.sent} />
      <InboxFilters
        filter={props.filter}
        apps={props.lastCallbacks.map(({ app }) => app)}
        kinds={props.kinds}
      />
      <LiveArea id="inbox" everySeconds={REFRESH_SECONDS} isLive={props.isFirst}>
        <InboxList {...props} />
      </LiveArea>
    </ConsolePage>
  );
}

function InboxList(props: InboxPageProps) {
  return (
    <>
      <LastCallbacks callbacks={props.lastCallbacks} />
      {props.items.length === 0
        ? <NoMessages {...props} />
        : <InboxTable items={props.items} marked={props.sent} />}
      <Paging nextCursor={props.nextCursor} without="sent" />
    </>
  );
}

function InboxFilters(
  { filter, apps, kinds }: Pick<InboxPageProps, "filter" | "kinds"> & { apps: readonly string[] },
) {
  const lang = useLang();
  // A filter shows its value also when no message has it any more.
  const withChosen = (values: readonly string[], chosen: string | undefined) => [
    ...new Set([...values, ...chosen === undefined ? [] : [chosen]]),
  ];
  return (
    <Filters
      action={PATH}
      isFiltered={Object.values(filter).some((value) => value !== undefined)}
    >
      <FilterSelect
        name="app"
        label={TEXTS.app[lang]}
        value={filter.app}
        options={withChosen(apps, filter.app)}
      />
      <FilterSelect
        name="kind"
        label={TEXTS.kind[lang]}
        value={filter.kind}
        options={withChosen(kinds, filter.kind)
          .map((value) => ({ value, label: describeKind(value, lang) }))}
      />
      <FilterText name="sender" label={TEXTS.sender[lang]} value={filter.sender} />
    </Filters>
  );
}

function LastCallbacks({ callbacks }: { callbacks: readonly LastCallback[] }) {
  const lang = useLang();
  if (callbacks.length === 0) return null;
  return (
    <dl class="box last-callbacks">
      <dt>{TEXTS.lastCallbacks[lang]}</dt>
      {callbacks.map(({ app, receivedAt }) => (
        <dd key={app} class={receivedAt === null ? "last-callback-none" : ""}>
          <code>{app}</code> {receivedAt === null ? TEXTS.never[lang] : <Time at={receivedAt} />}
        </dd>
      ))}
    </dl>
  );
}

function NoMessages({ filter, isFirst, callbackUrl }: InboxPageProps) {
  const lang = useLang();
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (isFiltered || !isFirst) {
    return <EmptyState title={TEXTS.noneFound[lang]}>{TEXTS.noneFoundNext[lang]}</EmptyState>;
  }
  return (
    <EmptyState title={TEXTS.noneYet[lang]}>
      <ol class="steps">
        <li>
          {TEXTS.stepUrl[lang]} <code>{callbackUrl}</code>
        </li>
        <li>{TEXTS.stepKeys[lang]}</li>
        <li>{TEXTS.stepWrite[lang]}</li>
      </ol>
      <p class="needs-script">{TEXTS.stepSimulate[lang]}</p>
    </EmptyState>
  );
}
