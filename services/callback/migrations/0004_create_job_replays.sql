-- Who ran a failed job again: shown when the job fails once more.
create table callback.job_replays (
  -- The job that runs in place of the failed one.
  job_id uuid not null,
  -- The act in the audit trail.
  act_id uuid not null,
  actor_name text not null,
  replayed_at timestamptz not null,
  primary key (job_id, act_id)
);

create index job_replays_replayed_at_idx on callback.job_replays (replayed_at);
