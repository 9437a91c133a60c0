-- Waiting messages. One comparison in place of three conditions: PostgreSQL multiplies the shares of single conditions,
-- so it expects very many rows and reads other indexes.
create index messages_unanswered_idx on ai_reply.messages (filed_at)
  where (turn_id is null and left_to_staff_at is null and author = 'customer')::integer = 1;
create statistics ai_reply.messages_unanswered
  on ((turn_id is null and left_to_staff_at is null and author = 'customer')::integer)
  from ai_reply.messages;

-- Without the messages that no turn answers, which are found by other indexes.
drop index ai_reply.messages_turn_id_idx;
create index messages_turn_id_idx on ai_reply.messages (turn_id) where turn_id is not null;

create index conversations_human_idx
  on ai_reply.conversations (last_message_at desc, conversation_id desc) where mode = 'human';

-- How the last turn went wrong; null if it did not.
alter table ai_reply.conversations add column trouble text
  check (trouble in ('failed', 'uncertain', 'refused'));
update ai_reply.conversations c set trouble = last.trouble
from (
  select conversation_id, (
    select case
      when t.status = 'failed' then 'failed'
      else (
        select min(status) from ai_reply.deliveries
        where turn_id = t.turn_id and part > 0 and status in ('uncertain', 'refused')
      )
    end
    from ai_reply.turns t where t.conversation_id = present.conversation_id
    order by number desc limit 1
  ) as trouble
  from ai_reply.conversations present
) last
where c.conversation_id = last.conversation_id and last.trouble is not null;
create index conversations_trouble_idx
  on ai_reply.conversations (last_message_at desc, conversation_id desc) where trouble is not null;
drop index ai_reply.turns_failed_idx;
drop index ai_reply.deliveries_troubled_idx;

-- The search: the beginning of a person's id, or any part of a name, upper and lower case alike.
create index conversations_person_start_idx on ai_reply.conversations (lower(person) text_pattern_ops);

-- All single characters and pairs of neighbours of a text. Chinese names have two or three characters, which is too
-- short for trigrams.
create function ai_reply.character_pairs(value text) returns text[]
  language sql immutable strict parallel safe
  as $$
    select array_agg(distinct substr(lower(value), start, length))
    from generate_series(1, length(lower(value))) start, generate_series(1, 2) length
  $$;
create index customers_name_idx on ai_reply.customers using gin (ai_reply.character_pairs(name))
  where name is not null;
