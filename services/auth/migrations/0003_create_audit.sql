-- What people did, until its retention ends. No texts of messages, no telephone numbers, no secrets.
create table auth.audit (
  -- UUIDv7, made by the service in which it happened.
  audit_id uuid primary key,
  happened_at timestamptz not null,
  -- <corpid>/<userid>, local/<name>, or shell for a command on a server.
  actor text not null,
  -- The name that the person had.
  actor_name text not null,
  action text not null,
  -- Kind and id: conversation/<id>.
  thing text not null,
  detail text
);

create index audit_happened_at_idx on auth.audit (happened_at desc, audit_id desc);
create index audit_thing_idx on auth.audit (thing text_pattern_ops, happened_at);
