import type { Actor } from "packages/events/audit.ts";
import { AppError } from "packages/platform/errors.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import type { AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import type { AccountCommands } from "services/upstream-bridge/accounts/account_commands.ts";
import type { AccountStore } from "services/upstream-bridge/accounts/account_store.ts";

/**
 * Ends the instance of an account at the upstream, as far as the upstream can be reached, and removes the account.
 * @throws AppError `bridge_account_not_found`
 */
export async function removeAccount(
  { accounts, commands, changes, log }: {
    readonly accounts: AccountStore;
    readonly commands: AccountCommands;
    readonly changes: Pick<AccountChanges, "publish">;
    readonly log: Logger;
  },
  id: string,
  by: Actor,
): Promise<void> {
  const account = await accounts.get(id);
  if (account.record.uuid !== null) {
    try {
      await commands.run(account.id, { kind: "close" });
    } catch (error) {
      // An upstream that is away must not keep the account: the instance ends there by itself or stays without effect.
      if (!(error instanceof AppError)) throw error;
      log.warn("instance_not_closed", { account_id: account.id, error: describeError(error) });
    }
  }
  await accounts.remove(account.id, { by });
  changes.publish(account.id);
}
