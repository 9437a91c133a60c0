create table callback.inbox (
  -- UUIDv7: the order of arrival.
  inbox_id uuid primary key,
  -- The same for every delivery of one message, different for any two messages.
  dedupe_key text not null unique,
  -- The configured app or AI bot.
  app text not null,
  corp_id text not null,
  source text not null check (source in ('app', 'bot', 'simulated')),
  -- WeCom's name of the message type, or of the event.
  kind text not null,
  -- Who wrote, as WeCom names them; absent where nobody did.
  sender text,
  -- The message as it was understood, without codes and tokens.
  content jsonb not null,
  sent_at timestamptz not null,
  received_at timestamptz not null,
  -- How often it came: WeCom delivers again what it thinks was lost.
  deliveries integer not null default 1
);

create index inbox_received_at_idx on callback.inbox (received_at desc, inbox_id desc);
create index inbox_app_idx on callback.inbox (app, received_at desc, inbox_id desc);
create index inbox_sender_idx on callback.inbox (sender, received_at desc, inbox_id desc);
