create index sessions_account_name_idx on auth.sessions (account_name)
  where account_name is not null;
