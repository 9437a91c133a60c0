import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

/** A message or event of the inbox. */
export interface InboxItem {
  readonly id: string;
  /** The configured app or AI bot. */
  readonly app: string;
  readonly source: "app" | "bot" | "simulated";
  /** WeCom's name of the message type, or of the event. */
  readonly kind: string;
  /** Who wrote, as WeCom names them; null where nobody did. */
  readonly sender: string | null;
  readonly sentAt: Date;
  readonly receivedAt: Date;
  /** How often WeCom has delivered it. */
  readonly deliveries: number;
  /** As it was stored: to be redacted before anybody sees it. */
  readonly content: unknown;
}

/** What the list is narrowed to; each is compared whole. */
export interface InboxFilter {
  readonly app?: string | undefined;
  readonly kind?: string | undefined;
  readonly sender?: string | undefined;
}

type Row = InboxItem & { readonly position: string };

/** One page of the inbox, the latest arrival first. `after` is where the page before ended. */
export async function listInbox(
  sql: Sql,
  { app, kind, sender }: InboxFilter,
  { limit, after }: { limit: number; after?: PagePosition | undefined },
): Promise<ListPage<InboxItem>> {
  const rows = await sql<Row[]>`
    select inbox_id as id, app, source, kind, sender, sent_at as "sentAt",
      received_at as "receivedAt", deliveries, content,
      ${positionColumn(sql, "received_at")}
    from callback.inbox
    where true
      ${app === undefined ? sql`` : sql`and app = ${app}`}
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${sender === undefined ? sql`` : sql`and sender = ${sender}`}
      ${behind(sql, ["received_at", "inbox_id"], after)}
    order by received_at desc, inbox_id desc
    limit ${limit + 1}`;
  return toListPage(rows, limit);
}
