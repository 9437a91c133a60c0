-- The list without a filter follows the primary key, which is the order of arrival. No index may offer the order of
-- the filtered lists without their filter: PostgreSQL would walk it past all other rows in search of rare ones.
drop index callback.inbox_received_at_idx;

create index inbox_kind_idx on callback.inbox (kind, app, received_at desc, inbox_id desc);

-- Some kinds come from one app only.
create statistics callback.inbox_app_kind (mcv) on app, kind from callback.inbox;
