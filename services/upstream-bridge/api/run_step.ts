import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { Actor } from "packages/events/audit.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { requireDone } from "services/upstream-bridge/api/upstream_errors.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

/** Gives an account a command, waits for its end and returns the account as it is then. @throws AppError when it failed */
export async function runStep(
  { accounts, commands, upstream }: Pick<BridgeDeps, "accounts" | "commands" | "upstream">,
  { id }: Pick<Account, "id">,
  command: AccountCommand,
  by: Actor,
): Promise<Account> {
  if (upstream === undefined) throw bridgeError("bridge_upstream_missing");
  requireDone(await commands.run(id, command, by));
  return await accounts.get(id);
}
