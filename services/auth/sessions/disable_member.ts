import type { Sql } from "postgres";

/**
 * Marks a member as disabled from `now` (milliseconds) on and ends their sessions; returns how many there were. For a
 * member who never signed in, or is marked already, nothing happens.
 */
export async function disableMember(
  sql: Sql,
  member: { readonly corpId: string; readonly userId: string },
  because: string,
  now: number,
): Promise<number> {
  const at = new Date(now);
  return await sql.begin(async (tx) => {
    await tx`update auth.members set disabled_at = ${at}
      where corp_id = ${member.corpId} and user_id = ${member.userId} and disabled_at is null`;
    const { count } = await tx`
      update auth.sessions set revoked_at = ${at}, revoked_because = ${because}
      where corp_id = ${member.corpId} and user_id = ${member.userId} and revoked_at is null`;
    return count;
  });
}
