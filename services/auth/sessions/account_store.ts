import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";

/** Local accounts: break-glass for operators when WeCom is away. */
export interface AccountStore {
  /** The stored hash of an account's password. */
  passwordHash(name: string): Promise<string | undefined>;
  /** Creates an account, or gives it a new password; then all its sessions end. */
  save(name: string, passwordHash: string): Promise<"created" | "changed">;
  /** Whether there is any account: the sign-in page shows its form only then. */
  any(): Promise<boolean>;
}

/** See {@link AccountStore}. */
export function createAccountStore(deps: { sql: Sql; clock: Clock }): AccountStore {
  const { sql, clock } = deps;
  return {
    async passwordHash(name) {
      const [row] = await sql<{ password_hash: string }[]>`
        select password_hash from auth.accounts where name = ${name}`;
      return row?.password_hash;
    },
    async save(name, passwordHash) {
      const now = new Date(clock.now());
      return await sql.begin(async (tx) => {
        const [row] = await tx<{ created: boolean }[]>`
          insert into auth.accounts ${
          tx({ name, password_hash: passwordHash, created_at: now, password_set_at: now })
        } on conflict (name) do update set
            password_hash = excluded.password_hash, password_set_at = excluded.password_set_at
          returning created_at = password_set_at as created`;
        await tx`update auth.sessions set revoked_at = ${now}, revoked_because = 'password_changed'
          where account_name = ${name} and revoked_at is null`;
        return row!.created ? "created" as const : "changed" as const;
      });
    },
    async any() {
      const [row] = await sql<{ present: boolean }[]>`
        select exists (select from auth.accounts) as present`;
      return row!.present;
    },
  };
}
