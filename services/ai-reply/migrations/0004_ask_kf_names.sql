-- Names of customers of 微信客服: nobody is asked for again before this, also while the name is being fetched.
alter table ai_reply.customers add column ask_name_from timestamptz;
