-- What people did in a conversation: shown between its messages. The audit trail of `auth` has the same acts.
create table ai_reply.conversation_acts (
  -- The id of the act in the audit trail: a UUIDv7.
  act_id uuid primary key,
  conversation_id uuid not null references ai_reply.conversations on delete cascade,
  -- conversation.hand_over, conversation.hand_back, conversation.retry
  action text not null,
  -- What became of the messages without an answer: answer, keep, settled.
  detail text,
  actor text not null,
  -- The name that the person had.
  actor_name text not null,
  happened_at timestamptz not null
);

create index conversation_acts_conversation_idx
  on ai_reply.conversation_acts (conversation_id, happened_at);
