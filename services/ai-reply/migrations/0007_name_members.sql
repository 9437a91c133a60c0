-- Names of members who talk to us or have added customers, as WeCom returns them.
create table ai_reply.members (
  corp_id text not null,
  -- In lower case: WeCom treats user ids as case-insensitive.
  user_id text not null,
  -- Null: not known yet, or WeCom does not tell it.
  name text,
  -- The name is fetched, or fetched again, from this time on.
  ask_from timestamptz not null,
  -- When the member last became part of a conversation or a customer's profile.
  wanted_at timestamptz not null,
  primary key (corp_id, user_id)
);

create index members_ask_from_idx on ai_reply.members (ask_from);
create index members_name_idx on ai_reply.members using gin (ai_reply.character_pairs(name))
  where name is not null;

insert into ai_reply.members (corp_id, user_id, ask_from, wanted_at)
select distinct corp_id, lower(person), now(), now() from ai_reply.conversations
where channel in ('app', 'bot')
on conflict do nothing;

insert into ai_reply.members (corp_id, user_id, ask_from, wanted_at)
select distinct k.corp_id, lower(follower ->> 'userId'), now(), now()
from ai_reply.customers k cross join lateral jsonb_array_elements(k.followers) follower
where follower ->> 'userId' is not null
on conflict do nothing;
