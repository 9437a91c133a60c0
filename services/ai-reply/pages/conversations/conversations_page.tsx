import { ButtonLink } from "packages/ui/button.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterText } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import { CONVERSATION_TEXTS as TEXTS } from "services/ai-reply/pages/conversations/conversation_texts.ts";
import { ConversationTable } from "services/ai-reply/pages/conversations/conversation_table.tsx";
import type {
  ConversationFilter,
  ConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";

/** The path of the list. */
export const CONVERSATIONS_PATH = "/console/conversations";
const REFRESH_SECONDS = 4;

/** Props of {@link ConversationsPage}. */
export interface ConversationsPageProps {
  items: readonly ConversationItem[];
  nextCursor: string | null;
  filter: ConversationFilter;
  /** Whether this is the first page: new rows appear only there. */
  isFirst: boolean;
}

/** `/console/conversations`: all conversations, and which customers wait. */
export function ConversationsPage(props: ConversationsPageProps) {
  const lang = useLang();
  const { filter } = props;
  return (
    <ConsolePage
      title={TEXTS.title[lang]}
      lead={TEXTS.lead[lang]}
      part={CONVERSATIONS_PATH}
    >
      <div class="list-head">
        <Views filter={filter} />
        <Filters action={CONVERSATIONS_PATH} isFiltered={filter.q !== undefined}>
          {filter.state !== undefined && <input type="hidden" name="state" value={filter.state} />}
          {filter.mode !== undefined && <input type="hidden" name="mode" value={filter.mode} />}
          <FilterText name="q" label={TEXTS.search[lang]} value={filter.q} />
        </Filters>
      </div>
      <LiveArea id="conversations" everySeconds={REFRESH_SECONDS} isLive={props.isFirst}>
        <List {...props} />
      </LiveArea>
    </ConsolePage>
  );
}

/** The filters that operators use most, one link each. */
function Views({ filter }: { filter: ConversationFilter }) {
  const lang = useLang();
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

function List({ items, nextCursor, filter }: ConversationsPageProps) {
  if (items.length === 0) return <NoConversations filter={filter} />;
  return (
    <>
      <ConversationTable items={items} />
      <Paging nextCursor={nextCursor} />
    </>
  );
}

function NoConversations({ filter }: { filter: ConversationFilter }) {
  const { lang, components } = usePage();
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
