import type { Sql, TransactionSql } from "postgres";
import type { Actor, Audit } from "packages/events/audit.ts";
import type { Clock } from "packages/platform/clock.ts";
import { storableText } from "packages/platform/storable_text.ts";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

/** An account: a member of a company that the upstream signs in for us. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** Contains secrets: uuid, QR code, password of the proxy. */
  readonly record: AccountRecord;
  /** Until then nothing is sent: it and another account answered each other. */
  readonly mutedUntil: Date | null;
  /** The latest message that it has received; a decimal string. */
  readonly lastServerId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Which account an instance belongs to. */
export interface InstanceOwner {
  readonly accountId: string;
  readonly generation: number;
  /** False: the account has a newer instance, or none. */
  readonly isCurrent: boolean;
}

/** The accounts. */
export interface AccountStore {
  /** A new account, which is not started. With `vid` its first start tries to sign in without a scan. */
  create(
    request: {
      readonly name: string;
      readonly vid?: string | null | undefined;
      readonly by?: Actor;
    },
  ): Promise<Account>;
  /** @throws AppError `bridge_account_not_found` */
  rename(id: string, request: { readonly name: string; readonly by?: Actor }): Promise<Account>;
  /**
   * Deletes an account with all that is stored of it. It does not end the instance at the upstream: run the command
   * `close` first. @throws AppError `bridge_account_not_found`
   */
  remove(id: string, request: { readonly by?: Actor }): Promise<void>;
  /** `id` may be any text. */
  find(id: string): Promise<Account | undefined>;
  /** @throws AppError `bridge_account_not_found` */
  get(id: string): Promise<Account>;
  /** The account whose current instance this is. */
  findByUuid(uuid: string): Promise<Account | undefined>;
  /** The owner of a current or older instance. `sql` may be a transaction. */
  findInstance(sql: Sql | TransactionSql, uuid: string): Promise<InstanceOwner | undefined>;
  /** All accounts, in the order of their creation. */
  list(): Promise<Account[]>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What {@link createAccountStore} needs. `nextId` returns UUIDv7s. */
interface StoreDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly audit: Audit;
}

/** Creates an {@link AccountStore}. */
export function createAccountStore(deps: StoreDeps): AccountStore {
  return { ...readsOf(deps), ...writesOf(deps) };
}

function readsOf(
  { sql }: StoreDeps,
): Pick<AccountStore, "find" | "get" | "findByUuid" | "findInstance" | "list"> {
  async function find(id: string): Promise<Account | undefined> {
    if (!UUID.test(id)) return undefined;
    const [row] = await sql<Account[]>`
      select ${accountColumns(sql)} from upstream_bridge.accounts where account_id = ${id}`;
    return row;
  }

  return {
    find,
    async get(id) {
      const account = await find(id);
      if (account === undefined) throw bridgeError("bridge_account_not_found");
      return account;
    },
    async findByUuid(uuid) {
      if (!isStorable(uuid)) return undefined;
      const [row] = await sql<Account[]>`
        select ${accountColumns(sql)} from upstream_bridge.accounts where upstream_uuid = ${uuid}`;
      return row;
    },
    async findInstance(reader, uuid) {
      if (!isStorable(uuid)) return undefined;
      const [row] = await reader<InstanceOwner[]>`
        select account_id as "accountId", i.generation,
          a.upstream_uuid is not distinct from i.upstream_uuid as "isCurrent"
        from upstream_bridge.instances i join upstream_bridge.accounts a using (account_id)
        where i.upstream_uuid = ${uuid}`;
      return row;
    },
    list: async () =>
      await sql<Account[]>`
        select ${accountColumns(sql)} from upstream_bridge.accounts order by account_id`,
  };
}

function writesOf(
  { sql, clock, nextId, audit }: StoreDeps,
): Pick<AccountStore, "create" | "rename" | "remove"> {
  const record = async (
    tx: TransactionSql,
    id: string,
    action: "account.create" | "account.rename" | "account.remove",
    by: Actor | undefined,
  ) => {
    if (by !== undefined) await audit.record(tx, { by, action, thing: `account/${id}` });
  };

  return {
    async create({ name, vid = null, by }) {
      const id = nextId();
      const at = new Date(clock.now());
      const fresh = { ...newAccountRecord(at.getTime()), vid };
      return await sql.begin(async (tx) => {
        const [row] = await tx<Account[]>`
          insert into upstream_bridge.accounts
            (account_id, name, state, vid, record, created_at, updated_at)
          values (${id}, ${name}, 'new', ${vid}, ${tx.json(fresh as never)}, ${at}, ${at})
          returning ${accountColumns(sql)}`;
        await record(tx, id, "account.create", by);
        return row!;
      });
    },
    async rename(id, { name, by }) {
      if (!UUID.test(id)) throw bridgeError("bridge_account_not_found");
      return await sql.begin(async (tx) => {
        const [row] = await tx<Account[]>`
          update upstream_bridge.accounts set name = ${name}, updated_at = ${new Date(clock.now())}
          where account_id = ${id} returning ${accountColumns(sql)}`;
        if (row === undefined) throw bridgeError("bridge_account_not_found");
        await record(tx, row.id, "account.rename", by);
        return row;
      });
    },
    async remove(id, { by }) {
      if (!UUID.test(id)) throw bridgeError("bridge_account_not_found");
      await sql.begin(async (tx) => {
        const [row] = await tx<{ id: string }[]>`
          delete from upstream_bridge.accounts where account_id = ${id}
          returning account_id as id`;
        if (row === undefined) throw bridgeError("bridge_account_not_found");
        await record(tx, row.id, "account.remove", by);
      });
    },
  };
}

/** A callback may name any text as its uuid. PostgreSQL refuses a parameter with NUL. */
function isStorable(text: string): boolean {
  return storableText(text) === text;
}

function accountColumns(sql: Sql) {
  return sql`
    account_id as id, name, record, muted_until as "mutedUntil",
    last_server_id::text as "lastServerId", created_at as "createdAt", updated_at as "updatedAt"`;
}
