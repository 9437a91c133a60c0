import type { Fragment, Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";
import { readDistinct } from "packages/storage/postgres/read_distinct.ts";
import type { InboxSource } from "services/callback/inbox/inbox_entry.ts";

/** A message or event in the inbox. */
export interface InboxItem {
  readonly id: string;
  /** The configured app or AI bot, or the account of `upstream-bridge`. */
  readonly app: string;
  readonly source: InboxSource;
  /** WeCom's name for the message type or event, or the upstream's type of a callback. */
  readonly kind: string;
  /** WeCom's id of the sender; null for events without a sender. */
  readonly sender: string | null;
  readonly sentAt: Date;
  readonly receivedAt: Date;
  /** How often WeCom has delivered it. */
  readonly deliveries: number;
  /** The stored content. Redact it before you show it. */
  readonly content: unknown;
}

/** Filters of the list. */
export interface InboxFilter {
  readonly app?: string | undefined;
  readonly kind?: string | undefined;
  /** The beginning of the sender's id, upper and lower case alike. */
  readonly sender?: string | undefined;
}

const FEW_MAX = 2_000;
/** Sorts behind every other character. */
const LAST_CHARACTER = "\u{10ffff}";

type Row = InboxItem & { readonly position: string };

/** The rows of a page and one more, and the end of the previous page. */
interface Wanted {
  readonly count: number;
  readonly after: PagePosition | undefined;
}

/** Reads one page of the inbox, latest arrival first. `after` is the end of the previous page. */
export async function readInboxPage(
  sql: Sql,
  filter: InboxFilter,
  { limit, after }: { limit: number; after?: PagePosition | undefined },
): Promise<ListPage<InboxItem>> {
  return toListPage(await readRows(sql, filter, { count: limit + 1, after }), limit);
}

async function readRows(sql: Sql, filter: InboxFilter, wanted: Wanted): Promise<Row[]> {
  const { app, kind, sender } = filter;
  const few = sender === undefined ? undefined : await findFewOf(sql, sender);
  if (few !== undefined) {
    // "offset 0" keeps PostgreSQL from walking another index in search of these rows.
    const source = sql`(
      select * from callback.inbox where inbox_id = any(${[...few]}::uuid[]) offset 0) inbox`;
    const rest = { ...filter, sender: undefined };
    return await sql<Row[]>`${matching(sql, sql`true`, rest, wanted, source)}`;
  }
  if (app !== undefined) return await sql<Row[]>`${matching(sql, sql`true`, filter, wanted)}`;
  if (kind !== undefined) return await readKind(sql, filter, wanted);
  return await readAll(sql, sender, wanted);
}

/** The primary key has the order of arrival. "offset 0" keeps PostgreSQL from sorting all entries of many senders. */
async function readAll(
  sql: Sql,
  sender: string | undefined,
  { count, after }: Wanted,
): Promise<Row[]> {
  return await sql<Row[]>`
    select ${columns(sql)} from (
      select * from callback.inbox
      where ${after === undefined ? sql`true` : sql`inbox_id < ${after.id}`}
      order by inbox_id desc offset 0
    ) inbox
    where ${sender === undefined ? sql`true` : senderStartsWith(sql, sender)}
    order by inbox_id desc limit ${count}`;
}

/** The index of kinds has the order of arrival within each app. */
async function readKind(sql: Sql, filter: InboxFilter, wanted: Wanted): Promise<Row[]> {
  const apps = await readDistinct(sql, "callback.inbox", "app");
  return await sql<Row[]>`
    select entry.* from unnest(${apps}::text[]) known (name)
    cross join lateral (${matching(sql, sql`app = known.name`, filter, wanted)}) entry
    order by "receivedAt" desc, id desc limit ${wanted.count}`;
}

function matching(
  sql: Sql,
  condition: Fragment,
  { app, kind, sender }: InboxFilter,
  { count, after }: Wanted,
  source = sql`callback.inbox`,
) {
  return sql`
    select ${columns(sql)} from ${source}
    where ${condition}
      ${app === undefined ? sql`` : sql`and app = ${app}`}
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${sender === undefined ? sql`` : sql`and ${senderStartsWith(sql, sender)}`}
      ${behind(sql, ["received_at", "inbox_id"], after)}
    order by received_at desc, inbox_id desc limit ${count}`;
}

/** The ids of the entries of a sender; undefined if there are so many that a page of them is found soon in the list. */
async function findFewOf(sql: Sql, sender: string): Promise<readonly string[] | undefined> {
  const rows = await sql<{ id: string }[]>`
    select inbox_id as id from callback.inbox where ${senderStartsWith(sql, sender)}
    limit ${FEW_MAX + 1}`;
  return rows.length > FEW_MAX ? undefined : rows.map(({ id }) => id);
}

/** Bounds in place of a pattern: prepared statements use an index for a pattern only if they know it. */
function senderStartsWith(sql: Sql, sender: string): Fragment {
  return sql`
    (lower(sender) ~>=~ lower(${sender})
      and lower(sender) ~<~ (lower(${sender}) || ${LAST_CHARACTER}))`;
}

function columns(sql: Sql) {
  return sql`
    inbox_id as id, app, source, kind, sender, sent_at as "sentAt", received_at as "receivedAt",
    deliveries, content, ${positionColumn(sql, "received_at")}`;
}
