-- One row that the health check writes, to find a database that takes no writes.
create table jobs.write_probe (
  id boolean primary key default true check (id),
  written_at timestamptz not null default now()
);
