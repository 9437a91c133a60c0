create table upstream_bridge.accounts (
  account_id uuid primary key,
  -- What operators call it.
  name text not null,
  -- The current instance at the upstream. It counts generation up with each new one.
  upstream_uuid text unique,
  generation integer not null default 0,
  -- The member, as the upstream names them; known after the first login.
  vid text,
  corp_id text,
  state text not null,
  -- domain/account.ts: AccountRecord.
  record jsonb not null,
  -- When the account needs its next step by itself.
  due_at timestamptz,
  -- The worker that runs the account now. Each of its writes requires the token.
  lease_token text,
  lease_until timestamptz,
  -- The latest message that the account has received, by the upstream's number: a catch-up begins behind it.
  last_server_id numeric(20),
  -- Until then nothing is sent: two accounts answered each other.
  muted_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (corp_id, vid)
);

create index accounts_due_at_idx on upstream_bridge.accounts (due_at) where due_at is not null;

-- All instances that an account has had: they resolve late callbacks.
create table upstream_bridge.instances (
  upstream_uuid text primary key,
  account_id uuid not null references upstream_bridge.accounts on delete cascade,
  generation integer not null,
  created_at timestamptz not null,
  ended_at timestamptz
);

create index instances_account_id_idx on upstream_bridge.instances (account_id, generation);

-- What the account has to handle, in order: commands of people, callbacks, reports. A handled one keeps only its kind.
create table upstream_bridge.account_inputs (
  input_id bigint generated always as identity primary key,
  account_id uuid not null references upstream_bridge.accounts on delete cascade,
  input jsonb not null,
  created_at timestamptz not null,
  handled_at timestamptz,
  -- Of a command: how it ended, maybe long after it was handled.
  result jsonb
);

create index account_inputs_waiting_idx on upstream_bridge.account_inputs (account_id, input_id)
  where handled_at is null;
create index account_inputs_handled_at_idx on upstream_bridge.account_inputs (handled_at)
  where handled_at is not null;

-- Callbacks, each once. Phone numbers are masked.
create table upstream_bridge.pushes (
  -- The id of the inbox row: a UUIDv7.
  push_id uuid primary key,
  -- Absent for callbacks of instances that are not ours.
  account_id uuid references upstream_bridge.accounts on delete cascade,
  -- The same for every delivery of one message or event.
  dedupe_key text not null unique,
  type text not null,
  body jsonb not null,
  received_at timestamptz not null
);

create index pushes_received_at_idx on upstream_bridge.pushes (received_at);

-- What happened, in the form in which it leaves: API, event stream, webhooks.
create table upstream_bridge.events (
  seq bigint generated always as identity primary key,
  event_id uuid not null unique,
  account_id uuid not null references upstream_bridge.accounts on delete cascade,
  type text not null,
  at timestamptz not null,
  data jsonb not null,
  -- Stored, but not forwarded: the upstream replays history after a restart.
  is_replay boolean not null default false
);

create index events_account_id_idx on upstream_bridge.events (account_id, seq);
create index events_at_idx on upstream_bridge.events (at);

-- What operators read. Capped by MAX_EVENTS for each account.
create table upstream_bridge.log (
  log_id bigint generated always as identity primary key,
  -- Absent for callbacks of instances that are not ours.
  account_id uuid references upstream_bridge.accounts on delete cascade,
  stage text not null,
  event_type text not null,
  level text not null check (level in ('info', 'warn', 'error')),
  -- Sign-ins, losses, errors and outcomes of sends have a cap of their own, so that chatter cannot evict them.
  is_kept boolean not null,
  payload jsonb not null,
  created_at timestamptz not null
);

create index log_account_id_idx on upstream_bridge.log (account_id, is_kept, log_id desc);

create table upstream_bridge.sends (
  send_id uuid primary key,
  account_id uuid not null references upstream_bridge.accounts on delete cascade,
  idempotency_key text,
  target text not null,
  is_room boolean not null,
  kf_id text,
  content text not null,
  -- The subject of the person or machine that asked for it.
  requested_by text not null,
  status text not null check (
    status in ('queued', 'sending', 'sent', 'failed', 'unknown', 'rejected_later', 'dry_run')
  ),
  -- Not before, because of the pace.
  send_at timestamptz not null,
  errcode text,
  -- Why it failed, in one word; and what the upstream said.
  error text,
  errmsg text,
  msg_id text,
  server_id text,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (account_id, idempotency_key)
);

create index sends_account_id_idx on upstream_bridge.sends (account_id, created_at desc, send_id desc);
-- For the limits, which look at the latest sends of an account and of a conversation.
create index sends_send_at_idx on upstream_bridge.sends (account_id, send_at desc);
create index sends_target_idx on upstream_bridge.sends (account_id, target, send_at desc);
create index sends_open_idx on upstream_bridge.sends (account_id, send_at, send_id)
  where status in ('queued', 'sending');
create index sends_created_at_idx on upstream_bridge.sends (created_at);
create index sends_server_id_idx on upstream_bridge.sends (account_id, server_id)
  where server_id is not null;

-- One row: domain/bridge_settings.ts.
create table upstream_bridge.settings (
  is_only_row boolean primary key default true check (is_only_row),
  settings jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null
);
