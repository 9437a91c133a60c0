import type { Sql } from "postgres";

/** Above this number, matches are so frequent that a page of them is found soon in the list itself. */
const FEW_MAX = 2_000;
/** Sorts behind every other character. */
const LAST_CHARACTER = "\u{10ffff}";

/**
 * Finds the ids of the conversations whose person matches `q`; undefined if there are more than 2,000. Then filter the
 * list by {@link matchesPerson}.
 */
export async function findFewMatches(
  sql: Sql,
  q: string,
): Promise<readonly string[] | undefined> {
  const rows = await sql<{ id: string }[]>`
    select conversation_id as id from ai_reply.conversations c where ${personStartsWith(sql, q)}
    union all
    select named.conversation_id
    from ai_reply.customers k cross join lateral (
      select conversation_id from ai_reply.conversations
      where person = k.external_user_id and corp_id = k.corp_id
    ) named
    where ai_reply.character_pairs(k.name) @> ai_reply.character_pairs(${q})
      and k.name ilike ${partPattern(q)}
    limit ${FEW_MAX + 1}`;
  return rows.length > FEW_MAX ? undefined : rows.map(({ id }) => id);
}

/** A condition on a conversation `c`: the person's id starts with `q`, or `q` is a part of the name. */
export function matchesPerson(sql: Sql, q: string) {
  // A subquery that returns the name is evaluated for each row. "exists" may read all customers first.
  return sql`
    (${personStartsWith(sql, q)} or (
      select name from ai_reply.customers
      where corp_id = c.corp_id and external_user_id = c.person
    ) ilike ${partPattern(q)})`;
}

/** Bounds in place of a pattern: prepared statements use an index for a pattern only if they know it. */
function personStartsWith(sql: Sql, q: string) {
  return sql`
    (lower(c.person) ~>=~ lower(${q}) and lower(c.person) ~<~ (lower(${q}) || ${LAST_CHARACTER}))`;
}

function partPattern(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
}
