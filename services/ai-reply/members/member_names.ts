import type { Sql, TransactionSql } from "postgres";
import { customerName } from "services/ai-reply/domain/customer_name.ts";

/** A member of a corp. */
export interface MemberKey {
  readonly corpId: string;
  /** In any case: WeCom treats user ids as case-insensitive. */
  readonly userId: string;
}

/** Requests the names of members; they are fetched later. Names that are known stay as they are. */
export async function wantMemberNames(
  sql: Sql | TransactionSql,
  corpId: string,
  { userIds, now }: { readonly userIds: readonly string[]; readonly now: Date },
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    insert into ai_reply.members (corp_id, user_id, ask_from, wanted_at)
    select distinct ${corpId}, lower(wanted), ${now}::timestamptz, ${now}::timestamptz
    from unnest(${[...userIds]}::text[]) wanted order by 2
    on conflict (corp_id, user_id) do update set wanted_at = excluded.wanted_at`;
}

/**
 * Claims up to `limit` members whose names are due at `now`. Each goes to one caller, and is not claimed again before
 * `until`.
 */
export async function claimMembers(
  sql: Sql,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<readonly MemberKey[]> {
  return await sql<MemberKey[]>`
    update ai_reply.members m set ask_from = ${until}
    from (
      select corp_id, user_id from ai_reply.members where ask_from <= ${now}
      order by ask_from limit ${limit} for update skip locked
    ) due
    where m.corp_id = due.corp_id and m.user_id = due.user_id
    returning m.corp_id as "corpId", m.user_id as "userId"`;
}

/**
 * Stores what WeCom returned, and when the name is fetched again. Without a name, a name from before stays: WeCom may
 * refuse for a while.
 */
export async function saveMemberName(
  sql: Sql,
  { corpId, userId }: MemberKey,
  { name, askFrom }: { readonly name: string | undefined; readonly askFrom: Date },
): Promise<void> {
  const shown = name === undefined ? null : customerName(name) || null;
  await sql`
    update ai_reply.members set name = coalesce(${shown}, name), ask_from = ${askFrom}
    where corp_id = ${corpId} and user_id = lower(${userId})`;
}

/** Reads the known names of members of a corp, by user id in lower case. */
export async function readMemberNames(
  sql: Sql,
  corpId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await sql<{ userId: string; name: string }[]>`
    select user_id as "userId", name from ai_reply.members
    where corp_id = ${corpId} and name is not null
      and user_id = any(${userIds.map((userId) => userId.toLowerCase())})`;
  return new Map(rows.map(({ userId, name }) => [userId, name]));
}

/** Deletes members who are part of no conversation and were not wanted since `before`. */
export async function pruneMembers(
  sql: Sql,
  before: Date,
  limit: number,
): Promise<{ count: number }> {
  return await sql`
    delete from ai_reply.members where (corp_id, user_id) in (
      select corp_id, user_id from ai_reply.members m
      where wanted_at < ${before} and not exists (
        select from ai_reply.conversations c
        where lower(c.person) = m.user_id and c.corp_id = m.corp_id)
      limit ${limit} for update skip locked)`;
}
