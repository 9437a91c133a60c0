import type { Sql } from "postgres";

/** A job as it was sent. */
export interface SentJob {
  readonly id: string;
  readonly queue: string;
  readonly payload: unknown;
}

/** Makes a test database remember all jobs that are sent from now on, in `public.sent_jobs`: done jobs are deleted. */
export async function rememberSentJobs(sql: Sql): Promise<void> {
  await sql`create table public.sent_jobs (id uuid, queue text, payload jsonb)`;
  await sql.unsafe(`
    create function public.remember_job() returns trigger language plpgsql as $$
    begin
      insert into public.sent_jobs values (new.id, new.queue, new.payload);
      return null;
    end $$`);
  for (const table of ["jobs.jobs", "jobs.backlog"]) {
    await sql`
      create trigger remember_job after insert on ${sql(table)}
      for each row execute function public.remember_job()`;
  }
}
