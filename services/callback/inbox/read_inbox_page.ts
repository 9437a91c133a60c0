import type { Sql } from "postgres";
import {
  type ListPage,
  type PagePosition,
  toListPage,
} from "packages/platform/http/page_cursor.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

/** A message or event in the inbox. */
export interface InboxItem {
  readonly id: string;
  /** The configured app or AI bot. */
  readonly app: string;
  readonly source: "app" | "bot" | "simulated";
  /** WeCom's name for the message type or event. */
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

/** Filters of the list. Each one must match exactly. */
export interface InboxFilter {
  readonly app?: string | undefined;
  readonly kind?: string | undefined;
  readonly sender?: string | undefined;
}

type Row = InboxItem & { readonly position: string };

/** Reads one page of the inbox, latest arrival first. `after` is the end of the previous page. */
export async function readInboxPage(
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
