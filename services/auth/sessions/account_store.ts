import type { Sql, TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";

/** Local accounts: operators sign in with them while WeCom is down. */
export interface AccountStore {
  /** The stored hash of an account's password; `undefined` when there is no such account. */
  passwordHash(name: string): Promise<string | undefined>;
  /**
   * Creates an account, or sets a new password and ends all its sessions. `within` runs in the same transaction.
   */
  save(
    name: string,
    passwordHash: string,
    within?: (tx: TransactionSql, outcome: "created" | "changed") => Promise<void>,
  ): Promise<"created" | "changed">;
  /** Whether there is at least one account: only then the sign-in page shows the account form. */
  any(): Promise<boolean>;
}

/** Local accounts in the schema `auth`; see {@link AccountStore}. */
export function createAccountStore(deps: { sql: Sql; clock: Clock }): AccountStore {
  const { sql, clock } = deps;
  return {
    async passwordHash(name) {
      const [row] = await sql<{ password_hash: string }[]>`
        select password_hash from auth.accounts where name = ${name}`;
      return row?.password_hash;
    },
    async save(name, passwordHash, within) {
      const now = new Date(clock.now());
      const account = { name, password_hash: passwordHash, created_at: now, password_set_at: now };
      return await sql.begin(async (tx) => {
        const [row] = await tx<{ created: boolean }[]>`
          insert into auth.accounts ${tx(account)} on conflict (name) do update set
            password_hash = excluded.password_hash, password_set_at = excluded.password_set_at
          returning created_at = password_set_at as created`;
        await tx`update auth.sessions set revoked_at = ${now}, revoked_because = 'password_changed'
          where account_name = ${name} and revoked_at is null`;
        const outcome = row!.created ? "created" as const : "changed" as const;
        await within?.(tx, outcome);
        return outcome;
      });
    },
    async any() {
      const [row] = await sql<{ present: boolean }[]>`
        select exists (select from auth.accounts) as present`;
      return row!.present;
    },
  };
}
