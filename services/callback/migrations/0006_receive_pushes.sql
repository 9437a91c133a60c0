-- Callbacks of the upstream are in the inbox too.
alter table callback.inbox drop constraint inbox_source_check;
alter table callback.inbox add constraint inbox_source_check
  check (source in ('app', 'bot', 'simulated', 'upstream'));
