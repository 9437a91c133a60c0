create table auth.members (
  corp_id text not null,
  user_id text not null,
  name text not null,
  departments bigint[] not null,
  first_login_at timestamptz not null,
  last_login_at timestamptz not null,
  disabled_at timestamptz,
  primary key (corp_id, user_id)
);

create table auth.accounts (
  name text primary key,
  password_hash text not null,
  created_at timestamptz not null,
  password_set_at timestamptz not null
);

create table auth.sessions (
  session_id uuid primary key,
  corp_id text,
  user_id text,
  account_name text references auth.accounts (name) on delete cascade,
  -- The login attempt it came from: one attempt opens one session.
  attempt_id text unique,
  -- The next refresh token is an HMAC of the present one under this key, so that two tabs get the same successor.
  rotation_key bytea not null,
  idle_seconds integer not null,
  created_at timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  foreign key (corp_id, user_id) references auth.members (corp_id, user_id),
  check ((account_name is null) = (corp_id is not null and user_id is not null))
);

create index sessions_corp_id_user_id_idx on auth.sessions (corp_id, user_id);
create index sessions_ends_at_idx on auth.sessions (ends_at);

create table auth.refresh_tokens (
  token_hash text primary key,
  session_id uuid not null references auth.sessions (session_id) on delete cascade,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  replaced_at timestamptz
);

create index refresh_tokens_session_id_idx on auth.refresh_tokens (session_id);
create index refresh_tokens_expires_at_idx on auth.refresh_tokens (expires_at);
