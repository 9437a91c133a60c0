-- Events for the company's own system, until their retention ends.
create table callback.webhook_deliveries (
  -- The id of the event: the receiver gets it as webhook-id in every attempt.
  delivery_id uuid primary key,
  type text not null,
  happened_at timestamptz not null,
  data jsonb not null,
  -- waiting: not delivered yet. failed: given up after a day. gone: the receiver answered 410.
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'gone')),
  attempts integer not null default 0,
  recorded_at timestamptz not null,
  -- When it was recorded, or last replayed: a day later it is given up.
  tried_since timestamptz not null,
  -- Null unless waiting.
  next_attempt_at timestamptz,
  -- Null while waiting.
  ended_at timestamptz
);

create index webhook_deliveries_recorded_at_idx
  on callback.webhook_deliveries (recorded_at desc, delivery_id desc);
create index webhook_deliveries_state_idx
  on callback.webhook_deliveries (state, recorded_at desc, delivery_id desc);
create index webhook_deliveries_type_idx
  on callback.webhook_deliveries (type, recorded_at desc, delivery_id desc);

create table callback.webhook_attempts (
  delivery_id uuid not null references callback.webhook_deliveries on delete cascade,
  number integer not null,
  tried_at timestamptz not null,
  duration_ms integer not null,
  -- Null: there was no answer.
  status integer,
  -- Null after a success.
  error text,
  primary key (delivery_id, number)
);
