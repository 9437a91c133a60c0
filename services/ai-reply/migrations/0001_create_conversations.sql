create table ai_reply.conversations (
  conversation_id uuid primary key,
  channel text not null check (channel in ('app', 'kf', 'bot', 'simulated')),
  -- The configured app or AI bot that it goes through.
  app text not null,
  corp_id text not null,
  -- Where in the channel: agent id, open_kfid, or the bot's id with the group's; empty when simulated.
  place text not null,
  -- Whom we talk to: userid or external_userid.
  person text not null,
  mode text not null default 'bot' check (mode in ('bot', 'human')),
  mode_changed_at timestamptz,
  -- Who or what changed the mode: keyword, console, kf, sensitive, model, idle.
  mode_reason text,
  -- What was said up to summary_until, in few words.
  summary text,
  summary_until uuid,
  -- Earlier messages are not shown to the model any more.
  context_from timestamptz,
  last_message_at timestamptz,
  last_reply_at timestamptz,
  -- The worker that drains it; only its writes count.
  lease_token uuid,
  created_at timestamptz not null,
  unique (channel, app, place, person)
);

create index conversations_last_message_at_idx
  on ai_reply.conversations (last_message_at desc, conversation_id desc);
create index conversations_person_idx on ai_reply.conversations (person);

create table ai_reply.turns (
  turn_id uuid primary key,
  conversation_id uuid not null references ai_reply.conversations on delete cascade,
  -- From 1 in each conversation; one open turn at most.
  number integer not null,
  status text not null
    check (status in ('thinking', 'sending', 'delivered', 'dropped', 'failed')),
  -- What is said, before it is cut and rendered for the channel.
  answer text,
  model text,
  -- What of the knowledge folder it rests on: [{title, path}].
  sources jsonb not null default '[]',
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  -- When the model first gave no answer.
  first_failed_at timestamptz,
  apologised_at timestamptz,
  unique (conversation_id, number)
);

create unique index turns_open_idx on ai_reply.turns (conversation_id)
  where status in ('thinking', 'sending');
create index turns_started_at_idx on ai_reply.turns (started_at);
create index turns_failed_idx on ai_reply.turns (turn_id) where status = 'failed';

create table ai_reply.messages (
  -- The inbox id; for 微信客服 an id of our own, in the order of kf/sync_msg.
  message_id uuid primary key,
  -- 'inbox:<id>' or 'kf:<open_kfid>:<msgid>': the same message is filed once.
  source_key text not null unique,
  conversation_id uuid not null references ai_reply.conversations on delete cascade,
  -- 'customer' asks; 'staff' is what a colleague wrote in the client of 微信客服.
  author text not null check (author in ('customer', 'staff')),
  content jsonb not null,
  sent_at timestamptz not null,
  filed_at timestamptz not null,
  -- The turn that answers it; null waits.
  turn_id uuid references ai_reply.turns on delete set null,
  -- Set when no turn is to answer it: a colleague does.
  left_to_staff_at timestamptz
);

create index messages_conversation_id_idx
  on ai_reply.messages (conversation_id, sent_at, message_id);
create index messages_turn_id_idx on ai_reply.messages (turn_id);
create index messages_left_to_staff_at_idx on ai_reply.messages (left_to_staff_at)
  where left_to_staff_at is not null;
create index messages_waiting_idx on ai_reply.messages (conversation_id)
  where turn_id is null and left_to_staff_at is null and author = 'customer';

-- What is sent to a customer: recorded before it is sent, so that a crash neither loses nor doubles it.
create table ai_reply.deliveries (
  turn_id uuid not null references ai_reply.turns on delete cascade,
  -- 0 is an apology; the answer's parts count from 1.
  part integer not null,
  -- As the channel shows it.
  text text not null,
  status text not null check (status in ('recorded', 'sending', 'sent', 'uncertain', 'refused')),
  -- Chosen by us where the channel knows doubles by it (微信客服).
  vendor_msgid text,
  first_tried_at timestamptz,
  ended_at timestamptz,
  -- Why it was refused: one sentence for the operator.
  error text,
  primary key (turn_id, part)
);

create index deliveries_troubled_idx on ai_reply.deliveries (turn_id)
  where status in ('uncertain', 'refused');

create index deliveries_vendor_msgid_idx on ai_reply.deliveries (vendor_msgid);

create table ai_reply.kf_cursors (
  corp_id text not null,
  open_kfid text not null,
  -- The configured app that may read it.
  app text not null,
  cursor text not null,
  -- What was written before the account was first read is kept, and not answered.
  answers_from timestamptz not null,
  synced_at timestamptz not null,
  primary key (corp_id, open_kfid)
);

create table ai_reply.customers (
  corp_id text not null,
  external_user_id text not null,
  -- Null: we have talked to them, and WeCom tells the app nothing of them.
  name text,
  avatar text,
  -- WeCom's: 1 uses WeChat, 2 uses WeCom.
  type integer,
  corp_name text,
  -- Who added them, with remark, WeCom's tags and how they met:
  -- [{userId, remark, description, tags, addWay, state, addedAt}]; no phone numbers.
  followers jsonb not null default '[]',
  -- Ours: what staff keep about them.
  tags text[] not null default '{}',
  fetched_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (corp_id, external_user_id)
);

create table ai_reply.customer_notes (
  note_id uuid primary key,
  corp_id text not null,
  external_user_id text not null,
  -- The subject of who wrote it, and the name they had.
  author text not null,
  author_name text not null,
  text text not null,
  written_at timestamptz not null,
  foreign key (corp_id, external_user_id) references ai_reply.customers on delete cascade
);

create index customer_notes_customer_idx
  on ai_reply.customer_notes (corp_id, external_user_id, written_at desc);
