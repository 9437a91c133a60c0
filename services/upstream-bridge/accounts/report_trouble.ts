import type { TransactionSql } from "postgres";
import { addInput, type InputDeps } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";

/**
 * Tells an account that a call of its instance was refused because it is not signed in, so that it is checked at once. Does
 * nothing about any other outcome.
 */
export async function reportTrouble(
  deps: InputDeps,
  tx: TransactionSql,
  { accountId, uuid }: { readonly accountId: string; readonly uuid: string },
  outcome: Outcome<unknown>,
): Promise<void> {
  if (outcome.ok) return;
  const { kind } = outcome;
  if (kind !== "second_verify" && kind !== "not_logged_in") return;
  await addInput(deps, tx, accountId, { kind: "reported", uuid, trouble: kind });
}
