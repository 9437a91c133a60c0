import type { Lang } from "packages/platform/lang.ts";
import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterSelect, FilterText } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { InboxTable } from "services/callback/pages/inbox_table.tsx";
import { INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";
import { SimulateForm } from "services/callback/pages/simulate_form.tsx";
import type { LastCallback } from "services/callback/inbox/last_callbacks.ts";
import type { InboxFilter, InboxItem } from "services/callback/inbox/read_inbox_page.ts";

const PATH = "/console/inbox";
const LOOK_EVERY_SECONDS = 4;

export interface InboxPageProps {
  frame: ConsoleFrame;
  items: readonly InboxItem[];
  nextCursor: string | null;
  filter: InboxFilter;
  /** Whether this is the first page: only there something new can appear. */
  isFirst: boolean;
  lastCallbacks: readonly LastCallback[];
  /** Where WeCom is to send to, for the first steps. */
  callbackUrl: string;
  /** The row that an operator has just simulated. */
  sent: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  timeZone: string;
}

/** `/console/inbox`: what WeCom has sent. */
export function InboxPage(props: InboxPageProps) {
  const { frame, filter } = props;
  const { lang } = frame;
  return (
    <ConsolePage {...frame} title={TEXTS.title[lang]} lead={TEXTS.lead[lang]} part={PATH}>
      <SimulateForm
        lang={lang}
        sent={props.sent}
        hasConversations={frame.components.includes("ai-reply")}
      />
      <InboxFilters lang={lang} filter={filter} apps={props.lastCallbacks.map(({ app }) => app)} />
      {props.isFirst
        ? (
          <LiveArea lang={lang} id="inbox" everySeconds={LOOK_EVERY_SECONDS}>
            <InboxList {...props} />
          </LiveArea>
        )
        : <InboxList {...props} />}
    </ConsolePage>
  );
}

function InboxList(props: InboxPageProps) {
  const { frame: { lang, here }, now, timeZone, nextCursor } = props;
  return (
    <>
      <LastCallbacks lang={lang} callbacks={props.lastCallbacks} now={now} timeZone={timeZone} />
      {props.items.length === 0 ? <NoMessages {...props} /> : (
        <InboxTable
          lang={lang}
          items={props.items}
          marked={props.sent}
          now={now}
          timeZone={timeZone}
        />
      )}
      <Paging lang={lang} here={withoutSent(here)} nextCursor={nextCursor ?? undefined} />
    </>
  );
}

function InboxFilters(
  { lang, filter, apps }: { lang: Lang; filter: InboxFilter; apps: readonly string[] },
) {
  const names = new Set([...apps, ...filter.app === undefined ? [] : [filter.app]]);
  return (
    <Filters
      lang={lang}
      action={PATH}
      isFiltered={Object.values(filter).some((value) => value !== undefined)}
    >
      <FilterSelect
        lang={lang}
        name="app"
        label={TEXTS.app[lang]}
        value={filter.app}
        options={[...names].map((name) => ({ value: name, label: name }))}
      />
      <FilterText name="kind" label={TEXTS.kind[lang]} value={filter.kind} />
      <FilterText name="sender" label={TEXTS.sender[lang]} value={filter.sender} />
    </Filters>
  );
}

function LastCallbacks(
  props: { lang: Lang; callbacks: readonly LastCallback[]; now: number; timeZone: string },
) {
  const { lang, now, timeZone } = props;
  if (props.callbacks.length === 0) return null;
  return (
    <dl class="last-callbacks">
      <dt>{TEXTS.lastCallbacks[lang]}</dt>
      {props.callbacks.map(({ app, receivedAt }) => (
        <dd key={app} class={receivedAt === null ? "last-callback-none" : ""}>
          <code>{app}</code> {receivedAt === null
            ? TEXTS.never[lang]
            : <Time at={receivedAt} now={now} lang={lang} timeZone={timeZone} />}
        </dd>
      ))}
    </dl>
  );
}

function NoMessages({ frame: { lang }, filter, isFirst, callbackUrl }: InboxPageProps) {
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

/** The mark of a simulated row belongs to the first page alone. */
function withoutSent(here: string): string {
  const url = new URL(here, "http://page.invalid");
  url.searchParams.delete("sent");
  return url.pathname + url.search;
}
