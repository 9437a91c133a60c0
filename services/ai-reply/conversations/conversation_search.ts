import type { Sql } from "postgres";

/** Above this number, matches are so frequent that a page of them is found soon in the list itself. */
const FEW_MAX = 2_000;
/** How many of the newest messages, and of the newest answers, are searched for words: about 20 ms each. */
const SEARCHED_MAX = 20_000;
/** Sorts behind every other character. */
const LAST_CHARACTER = "\u{10ffff}";

/**
 * Finds the ids of the conversations that match `q`: the beginning of the person's id, a part of the name, or words in
 * the newest 20,000 messages and 20,000 answers. Undefined if there are more than 2,000: then filter the list by
 * {@link matchesSearch}.
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
    union all
    select named.conversation_id
    from ai_reply.members k cross join lateral (
      select conversation_id from ai_reply.conversations
      where lower(person) = k.user_id and corp_id = k.corp_id and channel in ('app', 'bot')
    ) named
    where ai_reply.character_pairs(k.name) @> ai_reply.character_pairs(${q})
      and k.name ilike ${partPattern(q)}
    union all
    select distinct conversation_id from (
      select conversation_id, content from ai_reply.messages
      order by message_id desc limit ${SEARCHED_MAX}
    ) newest where ${saysWords(sql, q)}
    union all
    select distinct conversation_id from (
      select conversation_id, answer from ai_reply.turns order by turn_id desc limit ${SEARCHED_MAX}
    ) newest where answer ilike ${partPattern(q)}
    limit ${FEW_MAX + 1}`;
  return rows.length > FEW_MAX ? undefined : rows.map(({ id }) => id);
}

/** A condition on a conversation `c`: as {@link findFewMatches}, but in all of its messages and answers. */
export function matchesSearch(sql: Sql, q: string) {
  // A subquery that returns the name is evaluated for each row. "exists" may read all customers first.
  return sql`
    (${personStartsWith(sql, q)} or ${nameOf(sql)} ilike ${partPattern(q)}
      or exists (
        select from ai_reply.messages
        where conversation_id = c.conversation_id and ${saysWords(sql, q)} offset 0)
      or exists (
        select from ai_reply.turns
        where conversation_id = c.conversation_id and answer ilike ${partPattern(q)} offset 0))`;
}

/** An expression: the name of the person of a conversation `c`; null if it is not known. */
export function nameOf(sql: Sql) {
  return sql`
    coalesce((
      select name from ai_reply.customers
      where corp_id = c.corp_id and external_user_id = c.person
    ), (
      select name from ai_reply.members
      where corp_id = c.corp_id and user_id = lower(c.person) and c.channel in ('app', 'bot')
    ))`;
}

/** A condition on a message: its text, title, place or file name contains `q`. */
function saysWords(sql: Sql, q: string) {
  return sql`
    (content ->> 'text' ilike ${partPattern(q)} or content ->> 'title' ilike ${partPattern(q)}
      or content ->> 'label' ilike ${partPattern(q)} or content ->> 'name' ilike ${
    partPattern(q)
  })`;
}

/** Bounds in place of a pattern: prepared statements use an index for a pattern only if they know it. */
function personStartsWith(sql: Sql, q: string) {
  return sql`
    (lower(c.person) ~>=~ lower(${q}) and lower(c.person) ~<~ (lower(${q}) || ${LAST_CHARACTER}))`;
}

function partPattern(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
}
