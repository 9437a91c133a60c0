-- One row per key: the job of the key that runs or comes next. Done jobs are deleted.
create table jobs.jobs (
  queue text not null,
  -- The order key, the key of a wake-up, or the id of a job without order.
  key text not null,
  id uuid not null,
  is_wake_up boolean not null,
  payload jsonb not null,
  -- The span of the sender, as W3C traceparent.
  traceparent text,
  sent_at timestamptz not null default now(),
  -- A waiting job may start from here on. While it runs, another worker may take it from here on.
  due_at timestamptz not null,
  -- The attempt that has the job. Null: the job waits.
  taken_by uuid,
  -- How many attempts have begun.
  attempt integer not null default 0,
  -- How many jobs of this key are in jobs.backlog.
  behind integer not null default 0,
  -- A wake-up that was sent again while it ran: when the next one may start.
  again_at timestamptz,
  primary key (queue, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create index jobs_due on jobs.jobs (queue, due_at, id);

-- Jobs with an order key, behind the one in jobs.jobs.
create table jobs.backlog (
  queue text not null,
  key text not null,
  position bigint generated always as identity,
  id uuid not null,
  payload jsonb not null,
  traceparent text,
  sent_at timestamptz not null default now(),
  primary key (queue, key, position)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Jobs that failed in all their attempts.
create table jobs.dead_letters (
  id uuid primary key,
  queue text not null,
  key text not null,
  is_wake_up boolean not null,
  payload jsonb not null,
  traceparent text,
  error text not null,
  attempts integer not null,
  sent_at timestamptz not null,
  failed_at timestamptz not null default now()
);

create index dead_letters_latest on jobs.dead_letters (failed_at desc, id desc);
create index dead_letters_of_queue on jobs.dead_letters (queue, failed_at desc, id desc);
