-- Chats to which an account sends nothing until a time: two programs answered each other there.
create table upstream_bridge.muted_chats (
  account_id uuid not null references upstream_bridge.accounts on delete cascade,
  -- The contact or the room, as the upstream names it.
  chat_id text not null,
  muted_until timestamptz not null,
  primary key (account_id, chat_id)
);
