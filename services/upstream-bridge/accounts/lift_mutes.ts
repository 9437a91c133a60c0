import type { Actor } from "packages/events/audit.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { liftMutes } from "services/upstream-bridge/pushes/muted_chats.ts";

/**
 * Lets an account send to all its chats again, for an operator who has ended the loop, and returns the account.
 * @throws AppError `bridge_account_not_found`
 */
export async function liftMutesBy(
  { sql, accounts, audit, changes, writeLog }: Pick<
    BridgeCore,
    "sql" | "accounts" | "audit" | "changes" | "writeLog"
  >,
  accountId: string,
  by: Actor,
): Promise<Account> {
  const { id } = await accounts.get(accountId);
  const wasMuted = await sql.begin(async (tx) => {
    if (!await liftMutes(tx, id)) return false;
    await audit.record(tx, { by, action: "account.unmute", thing: `account/${id}` });
    await writeLog(tx, [{
      accountId: id,
      stage: "send_text",
      eventType: "unmuted",
      level: "info",
      isKept: true,
      payload: {},
    }]);
    return true;
  });
  if (wasMuted) changes.publish(id);
  return await accounts.get(id);
}
