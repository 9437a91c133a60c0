import type { Sql } from "postgres";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";

/**
 * Fills an empty, migrated database: 100,000 conversations with a million messages, turns and deliveries, a million
 * inbox rows, sessions, refresh tokens and dead letters. A few conversations, senders and apps have most of the rows.
 * Takes some minutes. The user must be a superuser.
 */
export async function fillLists(sql: Sql): Promise<void> {
  const connection = await sql.reserve();
  try {
    await connection`set statement_timeout = 0`;
    await connection`set synchronous_commit = off`;
    // Without checks of foreign keys, which would take most of the time.
    await connection`set session_replication_role = replica`;
    for (const statement of STATEMENTS) await connection.unsafe(statement);
    const rows = await connection<{ id: string }[]>`
      select conversation_id as id from ai_reply.conversations`;
    await refreshTrouble(connection, rows.map(({ id }) => id));
  } finally {
    await connection`reset session_replication_role`;
    connection.release();
  }
}

/** A UUIDv7 of a time, as SQL. `salt` makes ids of equal times different. */
const uuidAt = (time: string, salt: string) => `
  (lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '7'
    || substr(md5(${salt}), 1, 3) || '8' || substr(md5(${salt}), 4, 15))::uuid`;
/** The time of row `i` of a million, in the last 180 days. */
const TIME = "(now() - (1000001 - i) * interval '15.55 seconds')";
const CONVERSATION = "md5('c' || n)::uuid";

/** Each is reproducible, except for the time: row numbers in place of random numbers. */
const STATEMENTS = [
  `insert into ai_reply.conversations
    (conversation_id, channel, app, corp_id, place, person, mode, last_message_at, created_at,
      staff_awaited_since)
  select ${CONVERSATION},
    case when n % 100 < 70 then 'kf' when n % 100 < 90 then 'app' when n % 100 < 98 then 'bot'
      else 'simulated' end,
    'service', 'ww1', case when n % 100 < 70 then 'wk1' else '' end,
    case when n % 100 between 70 and 97 then 'Staff' || n
      else 'wm' || substr(translate(encode(decode(md5('p' || n), 'hex'), 'base64'), '+/=', '_-'), 1, 22)
    end,
    case when n % 50 = 7 then 'human' else 'bot' end, now(), now() - interval '180 days',
    case when n % 350 = 7 then now() - n * interval '1 second' end
  from generate_series(1, 100000) n`,

  `insert into ai_reply.customers (corp_id, external_user_id, name, fetched_at, updated_at, followers)
  select corp_id, person,
    case when row_number() over () % 10 = 0 then null
      when row_number() over () % 10 = 1 then 'Customer ' || substr(md5(person), 1, 6)
      else substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗', 1 + abs(hashtext(person || 's')) % 20, 1)
        || chr(19968 + abs(hashtext(person)) % 2500)
        || case when row_number() over () % 3 > 0 then chr(19968 + abs(hashtext(person || 'x')) % 2500)
          else '' end
    end, now(), now() - interval '100 days', jsonb_build_array(jsonb_build_object('userId', 'staff1',
      'remark', md5(person), 'description', md5(person || 'd'), 'tags', '[]'::jsonb, 'addWay', 1))
  from ai_reply.conversations where channel in ('kf', 'simulated')`,

  // A few conversations have most of the turns; the largest one has 21,000.
  `create temp table said as
  select i, n, ${TIME} as at, ${uuidAt(TIME, "'t' || i")} as turn_id,
    row_number() over (partition by n order by i) as number
  from (
    select i, 1 + floor(100000 * power((abs(hashint8(i)) % 1000003) / 1000003.0, 3))::int as n
    from generate_series(1, 1000000) i
  ) row`,

  `insert into ai_reply.turns (turn_id, conversation_id, number, status, answer, model, started_at,
    answered_at, ended_at)
  select turn_id, ${CONVERSATION}, number,
    case when i % 211 = 0 then 'failed' when i % 307 = 0 then 'dropped' else 'delivered' end,
    repeat('您好，', 20), 'model', at, at + interval '3 seconds', at + interval '5 seconds'
  from said order by i`,

  `insert into ai_reply.messages (message_id, source_key, conversation_id, author, content, sent_at,
    filed_at, turn_id, left_to_staff_at)
  select ${uuidAt(TIME, "'m' || i")}, 'inbox:' || i, ${CONVERSATION},
    case when i % 31 = 0 then 'staff' else 'customer' end,
    jsonb_build_object('type', 'text', 'text', repeat('请问', 20)), at - interval '2 seconds', at,
    case when i % 31 > 1 and i < 999960 then turn_id end, case when i % 31 = 1 then at end
  from said order by i`,

  `insert into ai_reply.deliveries (turn_id, part, text, status, first_tried_at, ended_at)
  select turn_id, 1, repeat('您好，', 20),
    case when i % 199 = 0 then 'refused' when i % 997 = 0 then 'uncertain' else 'sent' end,
    at + interval '3 seconds', at + interval '4 seconds'
  from said order by i`,

  `update ai_reply.conversations c set last_message_at = last.at
  from (select n, max(at) - interval '2 seconds' as at from said group by n) last
  where c.conversation_id = md5('c' || last.n)::uuid`,

  // Only early rows have the rare kind; the app "demo" has simulated messages only.
  `insert into callback.inbox
    (inbox_id, dedupe_key, app, corp_id, source, kind, sender, content, sent_at, received_at)
  select ${uuidAt(TIME, "'i' || i")}, 'key:' || i,
    case when i % 100 < 85 then 'service' when i % 100 < 94 then 'sales' when i % 100 < 95 then 'bot'
      else 'demo' end, 'ww1',
    case when i % 100 < 94 then 'app' when i % 100 < 95 then 'bot' else 'simulated' end,
    case when i < 100000 and i % 10000 = 7 then 'change_contact' when i % 20 = 0 then 'image'
      when i % 40 = 1 then 'kf_msg_or_event' else 'text' end,
    case when i % 40 = 1 then null
      else 'user' || floor(100000 * power((abs(hashint8(i)) % 1000003) / 1000003.0, 3)) end,
    jsonb_build_object('type', 'text', 'text', repeat('请问', 20)), ${TIME}, ${TIME}
  from generate_series(1, 1000000) i`,

  `insert into auth.members (corp_id, user_id, name, departments, first_login_at, last_login_at)
  select 'ww1', 'user' || n, '张三', '{1}', now(), now() from generate_series(1, 100000) n`,

  `insert into auth.sessions (session_id, corp_id, user_id, attempt_id, rotation_key, idle_seconds,
    created_at, ends_at)
  select md5('s' || i)::uuid, 'ww1', 'user' || 1 + i % 100000, 'attempt' || i, 'key', 600, ${TIME},
    ${TIME} + interval '180 days'
  from generate_series(1, 1000000) i`,

  `insert into auth.refresh_tokens (token_hash, session_id, issued_at, expires_at)
  select encode(sha256(i::text::bytea), 'hex'), md5('s' || i)::uuid, ${TIME},
    ${TIME} + interval '180 days'
  from generate_series(1, 1000000) i`,

  `insert into jobs.dead_letters (id, queue, key, is_wake_up, payload, error, attempts, sent_at, failed_at)
  select ${
    uuidAt(TIME, "'d' || i")
  }, case when i % 1000 = 0 then 'rare' else 'callback_message' end, 'k',
    false, '{}', 'Cannot send: refused', 5, ${TIME}, now() - (1000001 - i) * interval '2 seconds'
  from generate_series(1, 1000000) i`,
];
