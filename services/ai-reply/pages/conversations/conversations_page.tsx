import type { Lang } from "packages/platform/lang.ts";
import { ButtonLink } from "packages/ui/button.tsx";
import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterText } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { CONVERSATION_TEXTS as TEXTS } from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { ConversationTable } from "services/ai-reply/pages/conversations/conversation_table.tsx";
import type {
  ConversationFilter,
  ConversationItem,
} from "services/ai-reply/stores/list_conversations.ts";

/** Where the list is. */
export const CONVERSATIONS_PATH = "/console/conversations";
const LOOK_EVERY_SECONDS = 4;

export interface ConversationsPageProps {
  frame: ConsoleFrame;
  items: readonly ConversationItem[];
  nextCursor: string | null;
  filter: ConversationFilter;
  isFirst: boolean;
  now: number;
  timeZone: string;
}

/** `/console/conversations`: who writes to us, and who waits. */
export function ConversationsPage(props: ConversationsPageProps) {
  const { frame, filter } = props;
  const { lang } = frame;
  return (
    <ConsolePage
      {...frame}
      title={TEXTS.title[lang]}
      lead={TEXTS.lead[lang]}
      part={CONVERSATIONS_PATH}
    >
      <div class="list-head">
        <Views lang={lang} filter={filter} />
        <Filters lang={lang} action={CONVERSATIONS_PATH} isFiltered={filter.q !== undefined}>
          {filter.state !== undefined && <input type="hidden" name="state" value={filter.state} />}
          {filter.mode !== undefined && <input type="hidden" name="mode" value={filter.mode} />}
          <FilterText name="q" label={TEXTS.search[lang]} value={filter.q} />
        </Filters>
      </div>
      {props.isFirst
        ? (
          <LiveArea lang={lang} id="conversations" everySeconds={LOOK_EVERY_SECONDS}>
            <List {...props} />
          </LiveArea>
        )
        : <List {...props} />}
    </ConsolePage>
  );
}

/** The questions an operator comes with, one link each. */
function Views({ lang, filter }: { lang: Lang; filter: ConversationFilter }) {
  const views = [
    { label: TEXTS.all, query: {}, isHere: !filter.state && !filter.mode },
    {
      label: TEXTS.waiting,
      query: { state: "waiting" },
      isHere: filter.state === "waiting" && !filter.mode,
    },
    {
      label: TEXTS.forStaff,
      query: { state: "waiting", mode: "human" },
      isHere: filter.state === "waiting" && filter.mode === "human",
    },
    { label: TEXTS.trouble, query: { state: "trouble" }, isHere: filter.state === "trouble" },
    {
      label: TEXTS.human,
      query: { mode: "human" },
      isHere: filter.mode === "human" && !filter.state,
    },
  ];
  return (
    <nav class="views" aria-label={TEXTS.views[lang]}>
      {views.map(({ label, query, isHere }) => (
        <a key={label.en} href={hrefOf(query, filter.q)} {...isHere && { "aria-current": "true" }}>
          {label[lang]}
        </a>
      ))}
    </nav>
  );
}

function List(props: ConversationsPageProps) {
  const { frame: { lang, here }, items, nextCursor, now, timeZone } = props;
  if (items.length === 0) return <NoConversations {...props} />;
  return (
    <>
      <ConversationTable lang={lang} items={items} now={now} timeZone={timeZone} />
      <Paging lang={lang} here={here} nextCursor={nextCursor ?? undefined} />
    </>
  );
}

function NoConversations({ frame: { lang, components }, filter }: ConversationsPageProps) {
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  if (isNarrowed) {
    const title = filter.q !== undefined || filter.state === undefined
      ? TEXTS.noneFound
      : filter.state === "trouble"
      ? TEXTS.noneInTrouble
      : filter.mode === "human"
      ? TEXTS.noneForStaff
      : TEXTS.noneWaiting;
    return (
      <EmptyState title={title[lang]}>
        <a href={CONVERSATIONS_PATH}>{TEXTS.showAll[lang]}</a>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={TEXTS.none[lang]}>
      <p>{TEXTS.noneNext[lang]}</p>
      {components.includes("callback") && (
        <p class="empty-action">
          <ButtonLink href="/console/inbox" kind="quiet">{TEXTS.toInbox[lang]}</ButtonLink>
        </p>
      )}
    </EmptyState>
  );
}

function hrefOf(query: Readonly<Record<string, string>>, q: string | undefined): string {
  const search = new URLSearchParams({ ...query, ...q === undefined ? {} : { q } }).toString();
  return search === "" ? CONVERSATIONS_PATH : `${CONVERSATIONS_PATH}?${search}`;
}
