import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { choiceFilter, textFilter } from "packages/platform/http/list_query.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { listLog } from "services/upstream-bridge/log/list_log.ts";
import { listStages } from "services/upstream-bridge/log/list_stages.ts";
import { AccountPage } from "services/upstream-bridge/pages/account/account_page.tsx";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import { LogPage } from "services/upstream-bridge/pages/log/log_page.tsx";
import {
  CONSOLE_RULES,
  consoleAccountParams,
  openAccount,
} from "services/upstream-bridge/routes/console_account.ts";
import { outcomeQuery } from "services/upstream-bridge/routes/show_accounts.tsx";

const LOG_ROWS = 50;

const overviewRoute = createRoute({
  method: "get",
  path: accountPath("{id}"),
  summary: "One account as a page",
  request: { params: consoleAccountParams, query: outcomeQuery },
  responses: { 200: PAGE, 404: PAGE },
});

const logRoute = createRoute({
  method: "get",
  path: accountPath("{id}", "log"),
  summary: "The log of an account as a page",
  request: {
    params: consoleAccountParams,
    query: z.object({
      stage: textFilter,
      level: choiceFilter(["info", "warn", "error"]),
      cursor: z.string().regex(/^\d{1,18}$/, "must be the cursor of an earlier page").optional()
        .openapi({ example: "4711" }),
    }),
  },
  responses: { 200: PAGE, 404: PAGE },
});

/** `GET /console/accounts/{id}` and `GET /console/accounts/{id}/log` */
export function showAccountRoutes(app: App, deps: BridgeDeps): void {
  const { renderPage, sql } = deps;
  app.route(CONSOLE_RULES, overviewRoute, async (c) => {
    const { found: { record }, account, upstream } = await openAccount(
      deps,
      c.req.valid("param").id,
    );
    const address = record.uuid === null ? null : deps.callbackAddress?.of({
      accountId: account.id,
      generation: record.generation,
    });
    return renderPage(
      c,
      <AccountPage
        account={account}
        upstream={upstream}
        callbackAddress={address ?? null}
        outcome={c.req.valid("query").done}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
  app.route(CONSOLE_RULES, logRoute, async (c) => {
    const { cursor, ...filter } = c.req.valid("query");
    const { account, upstream } = await openAccount(deps, c.req.valid("param").id);
    const [{ items, nextCursor }, stages] = await Promise.all([
      listLog(sql, { accountId: account.id, ...filter, limit: LOG_ROWS, cursor }),
      listStages(sql, account.id),
    ]);
    return renderPage(
      c,
      <LogPage
        account={account}
        upstream={upstream}
        items={items}
        nextCursor={nextCursor}
        filter={filter}
        stages={stages}
        isFirst={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
}
