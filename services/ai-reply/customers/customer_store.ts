import type { Sql, TransactionSql } from "postgres";
import { redactText } from "packages/platform/redact.ts";
import type { Customer, CustomerFollower } from "packages/wecom/client/customer_calls.ts";
import { wantMemberNames } from "services/ai-reply/members/member_names.ts";
import { customerName } from "services/ai-reply/domain/customer_name.ts";

/** Identifies a customer: a person of one corp. */
export interface CustomerKey {
  readonly corpId: string;
  readonly externalUserId: string;
}

/** How the audit trail names a customer. */
export function thingOf({ externalUserId }: CustomerKey): `customer/${string}` {
  return `customer/${externalUserId}`;
}

/** A customer as stored. */
export interface StoredCustomer {
  /** Null: WeCom returns no profile to this app. */
  readonly name: string | null;
  readonly avatar: string | null;
  readonly type: "wechat" | "wecom" | null;
  readonly corpName: string | null;
  readonly followers: readonly CustomerFollower[];
  /** Our own tags. WeCom's tags are in `followers`. */
  readonly tags: readonly string[];
  readonly fetchedAt: Date;
}

interface Row extends Omit<StoredCustomer, "type"> {
  readonly type: number | null;
}

/** Reads the customer as last fetched, with our tags. */
export async function readCustomer(
  sql: Sql,
  { corpId, externalUserId }: CustomerKey,
): Promise<StoredCustomer | undefined> {
  const [row] = await sql<Row[]>`
    select name, avatar, type, corp_name as "corpName", followers, tags, fetched_at as "fetchedAt"
    from ai_reply.customers
    where corp_id = ${corpId} and external_user_id = ${externalUserId}`;
  return row && { ...row, type: row.type === null ? null : row.type === 2 ? "wecom" : "wechat" };
}

/** Whether one of the corps has a stored profile of the customer. */
export async function isCustomerStored(
  sql: Sql,
  { corpIds, externalUserId }: {
    readonly corpIds: readonly string[];
    readonly externalUserId: string;
  },
): Promise<boolean> {
  const { count } = await sql`
    select from ai_reply.customers
    where external_user_id = ${externalUserId} and corp_id = any(${[...corpIds]})`;
  return count > 0;
}

/**
 * Stores WeCom's profile, without phone numbers and e-mail addresses in remarks, and requests the names of the
 * members who have added the customer. Our tags stay as they are.
 */
export async function saveCustomer(
  sql: Sql,
  { corpId }: { readonly corpId: string },
  customer: Customer,
  now: Date,
): Promise<void> {
  const followers = customer.followers.map((follower) => ({
    ...follower,
    remark: redactText(follower.remark),
    description: redactText(follower.description),
  }));
  const known = {
    name: customerName(customer.name) || customer.externalUserId,
    avatar: customer.avatar ?? null,
    type: customer.type === "wecom" ? 2 : 1,
    corp_name: customer.corpName ?? null,
    followers: sql.json(followers as never),
    fetched_at: now,
    updated_at: now,
  };
  await sql`
    insert into ai_reply.customers ${
    sql({ ...known, corp_id: corpId, external_user_id: customer.externalUserId })
  } on conflict (corp_id, external_user_id) do update set ${sql(known)}`;
  const userIds = customer.followers.map(({ userId }) => userId);
  await wantMemberNames(sql, corpId, { userIds, now });
}

/**
 * Makes sure that a row exists, so that notes and tags can be stored. `fetchedAt` decides when WeCom is asked again.
 */
export async function saveUnnamedCustomer(
  sql: Sql,
  { corpId, externalUserId }: CustomerKey,
  { fetchedAt, now }: { readonly fetchedAt: Date; readonly now: Date },
): Promise<void> {
  await sql`
    insert into ai_reply.customers (corp_id, external_user_id, fetched_at, updated_at)
    values (${corpId}, ${externalUserId}, ${fetchedAt}, ${now})
    on conflict (corp_id, external_user_id) do update set fetched_at = excluded.fetched_at`;
}

/** Replaces our tags of a customer. */
export async function setCustomerTags(
  sql: Sql | TransactionSql,
  { corpId, externalUserId }: CustomerKey,
  tags: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update ai_reply.customers set tags = ${[...tags]}, updated_at = ${now}
    where corp_id = ${corpId} and external_user_id = ${externalUserId}`;
}

/** Reads a customer's name in any of the corps; null if unknown. */
export async function readCustomerName(
  sql: Sql,
  view: { readonly corpIds: readonly string[]; readonly externalUserId: string },
): Promise<string | null> {
  const [row] = await sql<{ name: string | null }[]>`
    select name from ai_reply.customers
    where external_user_id = ${view.externalUserId} and corp_id = any(${[...view.corpIds]})`;
  return row?.name ?? null;
}
