-- What people sent beside words, fetched before WeCom deletes it.
create table ai_reply.media (
  message_id uuid not null references ai_reply.messages on delete cascade,
  -- 0 is what the message is; from 1 on what stands beside its words (AI bots).
  item smallint not null,
  -- As WeCom says, or as the bytes look: nothing of it is to be trusted.
  content_type text not null,
  file_name text,
  -- In bytes.
  size integer not null,
  kept_at timestamptz not null,
  primary key (message_id, item)
);

-- Files in pieces of a megabyte, so that no query carries more.
create table ai_reply.media_pieces (
  message_id uuid not null,
  item smallint not null,
  -- From 0.
  piece integer not null,
  bytes bytea not null,
  primary key (message_id, item, piece),
  foreign key (message_id, item) references ai_reply.media on delete cascade
);

-- Pictures are compressed already.
alter table ai_reply.media_pieces alter column bytes set storage external;
