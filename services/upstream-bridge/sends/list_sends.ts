import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";
import { type Send, sendColumns, type SendStatus } from "services/upstream-bridge/sends/send.ts";

/** The sends of an account, the latest first. */
export async function listSends(
  sql: Sql,
  filter: { readonly accountId: string; readonly status?: SendStatus | undefined },
  page: { readonly limit: number; readonly after: PagePosition | undefined },
): Promise<ListPage<Send>> {
  const { accountId, status } = filter;
  const rows = await sql<(Send & { id: string; position: string })[]>`
    select ${sendColumns(sql)}, send_id as id, ${positionColumn(sql, "created_at")}
    from upstream_bridge.sends
    where account_id = ${accountId} ${status === undefined ? sql`` : sql`and status = ${status}`}
      ${behind(sql, ["created_at", "send_id"], page.after)}
    order by created_at desc, send_id desc
    limit ${page.limit + 1}`;
  const { items, nextCursor } = toListPage(rows, page.limit);
  return { items: items.map(({ id: _, ...send }) => send as Send), nextCursor };
}
