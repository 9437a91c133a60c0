import { createRoute, z } from "@hono/zod-openapi";
import { AUDIT_ACTIONS, type AuditAction } from "packages/events/audit_event.ts";
import type { App } from "packages/platform/http/app.ts";
import { choiceFilter, cursorField, textFilter } from "packages/platform/http/list_query.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import { listActs } from "services/auth/audit/audit_store.ts";
import { startOfDay } from "services/auth/domain/start_of_day.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { AuditPage } from "services/auth/pages/audit_page.tsx";

const ROWS = 50;
const ACTIONS = Object.keys(AUDIT_ACTIONS) as [AuditAction, ...AuditAction[]];

/** A day of the form; anything else does not filter. */
const dayFilter = z.iso.date().optional().catch(undefined).openapi({ type: "string" });

const route = createRoute({
  method: "get",
  path: "/console/audit",
  summary: "What people did, as a page",
  request: {
    query: z.object({
      person: textFilter,
      action: choiceFilter(ACTIONS),
      thing: textFilter,
      from: dayFilter,
      to: dayFilter,
      cursor: cursorField,
    }),
  },
  responses: { 200: PAGE },
});

/** `GET /console/audit`: for operators. Days are those of `TZ_DISPLAY`; the last one is included. */
export function showAuditRoute(
  app: App,
  { sql, timeZone, renderPage }: Pick<AuthDeps, "sql" | "timeZone" | "renderPage">,
): void {
  app.route({ access: "operator", page: true }, route, async (c) => {
    const { cursor, from, to, ...filter } = c.req.valid("query");
    const { items, nextCursor } = await listActs(sql, {
      ...filter,
      from: from === undefined ? undefined : startOfDay(from, timeZone),
      to: to === undefined ? undefined : startOfDay(to, timeZone, 1),
    }, { limit: ROWS, after: parsePageCursor(cursor) });
    return renderPage(
      c,
      <AuditPage
        items={items}
        nextCursor={nextCursor}
        filter={{ ...filter, from, to }}
        isFirst={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
}
