-- Since when the customer waits for a colleague; null while the AI answers, or after a colleague has answered.
alter table ai_reply.conversations add column staff_awaited_since timestamptz;

update ai_reply.conversations c set staff_awaited_since = (
  select min(m.sent_at) from ai_reply.messages m
  where m.conversation_id = c.conversation_id and m.author = 'customer'
    and m.left_to_staff_at >= coalesce(c.mode_changed_at, '-infinity')
    and m.sent_at > coalesce((
      select max(answer.sent_at) from ai_reply.messages answer
      where answer.conversation_id = c.conversation_id and answer.author = 'staff'
    ), '-infinity')
)
where mode = 'human';

create index conversations_staff_awaited_idx
  on ai_reply.conversations (staff_awaited_since, conversation_id)
  where staff_awaited_since is not null;

-- turns.first_failed_at is not read any more: an apology is due by the turn's start. It stays for processes of the
-- version before, which write it during a rolling update.
