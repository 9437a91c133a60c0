-- What people sent beside words, fetched before WeCom deletes it.
create table ai_reply.media (
  message_id uuid not null references ai_reply.messages on delete cascade,
  -- 0 is what the message is; from 1 on what stands beside its words (AI bots).
  item smallint not null,
  -- As WeCom says, or as the bytes look: nothing of it is to be trusted.
  content_type text not null,
  file_name text,
  bytes bytea not null,
  kept_at timestamptz not null,
  primary key (message_id, item)
);

-- Pictures are compressed already; so a part of one is read without the rest.
alter table ai_reply.media alter column bytes set storage external;
