import { createRoute, z } from "@hono/zod-openapi";
import { choiceFilter } from "packages/platform/http/list_query.ts";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { ACCOUNTS_PATH, SETTINGS_PATH } from "services/upstream-bridge/pages/account_paths.ts";
import { AccountsPage } from "services/upstream-bridge/pages/accounts/accounts_page.tsx";
import { SettingsPage } from "services/upstream-bridge/pages/settings/settings_page.tsx";
import { OUTCOME_NAMES } from "services/upstream-bridge/pages/texts/outcome_texts.ts";
import {
  CONSOLE_RULES,
  viewAccounts,
  viewUpstream,
} from "services/upstream-bridge/routes/console_account.ts";

/** The query of a page that a form leads to. */
export const outcomeQuery = z.object({ done: choiceFilter(OUTCOME_NAMES) });

const listRoute = createRoute({
  method: "get",
  path: ACCOUNTS_PATH,
  summary: "Accounts of the upstream as a page",
  request: { query: outcomeQuery },
  responses: { 200: PAGE },
});

const settingsRoute = createRoute({
  method: "get",
  path: SETTINGS_PATH,
  summary: "The settings of the accounts as a page",
  request: { query: outcomeQuery },
  responses: { 200: PAGE },
});

/** `GET /console/accounts` and `GET /console/accounts/settings` */
export function showAccountsRoutes(app: App, deps: BridgeDeps): void {
  const { renderPage } = deps;
  app.route(CONSOLE_RULES, listRoute, async (c) => {
    const { done } = c.req.valid("query");
    const [accounts, upstream] = await Promise.all([
      deps.accounts.list().then((all) => viewAccounts(deps, all)),
      viewUpstream(deps),
    ]);
    return renderPage(
      c,
      <AccountsPage accounts={accounts} upstream={upstream} outcome={done} />,
      { referrerPolicy: "strict-origin" },
    );
  });
  app.route(CONSOLE_RULES, settingsRoute, async (c) => {
    const { done } = c.req.valid("query");
    const settings = await deps.settings.read();
    return renderPage(
      c,
      <SettingsPage settings={settings} outcome={done} />,
      { referrerPolicy: "strict-origin" },
    );
  });
}
