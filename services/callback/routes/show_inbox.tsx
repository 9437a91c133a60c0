import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { cursorField, textFilter } from "packages/platform/http/list_query.ts";
import { parsePageCursor } from "packages/platform/http/page_cursor.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { InboxPage } from "services/callback/pages/inbox_page.tsx";
import { readLastCallbacks } from "services/callback/inbox/last_callbacks.ts";
import { readDistinct } from "packages/storage/postgres/read_distinct.ts";
import { readInboxPage } from "services/callback/inbox/read_inbox_page.ts";

const ROWS = 50;

const route = createRoute({
  method: "get",
  path: "/console/inbox",
  summary: "The inbox as a page",
  request: {
    query: z.object({
      app: textFilter,
      kind: textFilter,
      sender: textFilter,
      sent: textFilter,
      cursor: cursorField,
    }),
  },
  responses: { 200: PAGE },
});

/** `GET /console/inbox` */
export function showInboxRoute(app: App, deps: CallbackDeps): void {
  app.route({ access: "operator", page: true }, route, async (c) => {
    const { cursor, sent, ...filter } = c.req.valid("query");
    const page = { limit: ROWS, after: parsePageCursor(cursor) };
    const appNames = new Set([...deps.apps.keys(), ...deps.receiving.callbackApps.keys()]);
    const [{ items, nextCursor }, lastCallbacks, kinds] = await Promise.all([
      readInboxPage(deps.sql, filter, page),
      readLastCallbacks(deps.sql, [...appNames]),
      readDistinct(deps.sql, "callback.inbox", "kind"),
    ]);
    return deps.renderPage(
      c,
      <InboxPage
        items={items}
        nextCursor={nextCursor}
        filter={filter}
        kinds={kinds}
        isFirst={cursor === undefined}
        lastCallbacks={lastCallbacks}
        callbackUrl={`${deps.publicUrl}/api/v1/wecom/callback`}
        sent={sent}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
}
