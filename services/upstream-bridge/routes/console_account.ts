import { z } from "@hono/zod-openapi";
import { readLastLosses } from "services/upstream-bridge/accounts/last_losses.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { viewAccount } from "services/upstream-bridge/pages/view_account.ts";

/** Who may see the console's accounts. */
export const CONSOLE_RULES = { access: "operator", page: true } as const;

/** The parameters of a page of one account. */
export const consoleAccountParams = z.object({ id: z.string().max(64) });

/** Accounts as the console shows them. */
export async function viewAccounts(
  { sql, clock }: Pick<BridgeDeps, "sql" | "clock">,
  accounts: readonly Account[],
): Promise<AccountView[]> {
  const lost = accounts.filter(({ record }) =>
    !["online", "suspect", "new"].includes(record.state)
  );
  const losses = await readLastLosses(sql, lost.map(({ id }) => id));
  const now = clock.now();
  return accounts.map((account) =>
    viewAccount(account, { lastLostAt: losses.get(account.id), now })
  );
}

/** What every page of the part says about the upstream. */
export async function viewUpstream(
  { settings, site }: Pick<BridgeDeps, "settings" | "site">,
): Promise<UpstreamView> {
  const { sendingEnabled, dryRun } = await settings.read();
  return { ...site, sendingEnabled, dryRun };
}

/**
 * What every page of one account needs.
 * @throws AppError `bridge_account_not_found`
 */
export async function openAccount(
  deps: BridgeDeps,
  id: string,
): Promise<{ found: Account; account: AccountView; upstream: UpstreamView }> {
  const found = await deps.accounts.get(id);
  const [[account], upstream] = await Promise.all([
    viewAccounts(deps, [found]),
    viewUpstream(deps),
  ]);
  return { found, account: account!, upstream };
}
