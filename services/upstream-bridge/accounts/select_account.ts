import type { Sql } from "postgres";
import { httpError } from "packages/platform/http/errors.ts";
import type { Account, AccountStore } from "services/upstream-bridge/accounts/account_store.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

/** Which account a caller means. With neither, the only one is meant. */
export interface AccountChoice {
  /** The id of the account. */
  readonly account?: string | undefined;
  /** Of its instance at the upstream, also of an earlier one. */
  readonly uuid?: string | undefined;
}

/**
 * The account that a caller means.
 * @throws AppError 404 when there is none, 409 `bridge_account_ambiguous` when there are several, 400 when the two names
 * are of different accounts
 */
export async function selectAccount(
  deps: { readonly sql: Sql; readonly accounts: AccountStore },
  choice: AccountChoice,
): Promise<Account> {
  const account = await findChosenAccount(deps, choice);
  if (account === undefined) throw bridgeError("bridge_account_not_found");
  return account;
}

/** As {@link selectAccount}; undefined when the caller names none and there is none. */
export async function findChosenAccount(
  { sql, accounts }: { readonly sql: Sql; readonly accounts: AccountStore },
  { account: id = "", uuid = "" }: AccountChoice,
): Promise<Account | undefined> {
  if (id === "" && uuid === "") {
    const all = await accounts.list();
    if (all.length > 1) throw bridgeError("bridge_account_ambiguous");
    return all[0];
  }
  const owner = uuid === "" ? undefined : await accounts.findInstance(sql, uuid);
  if (uuid !== "" && owner === undefined) throw bridgeError("bridge_account_not_found");
  const account = await accounts.get(id === "" ? owner!.accountId : id);
  if (owner !== undefined && owner.accountId !== account.id) {
    throw httpError("request_invalid", {
      fields: [{ name: "uuid", problem: "belongs to another account than `account`" }],
    });
  }
  return account;
}
