-- The filter by sender: the beginning of an id, upper and lower case alike.
drop index callback.inbox_sender_idx;
create index inbox_sender_start_idx on callback.inbox (lower(sender) text_pattern_ops)
  where sender is not null;
