import assert from "node:assert/strict";
import type { Sql } from "postgres";

/** How long a worker has an account without extending its lease. */
const LEASE = "45 seconds";

/** Records every change of a lease, and every change of a record that no lease allowed. */
export async function watchLeases(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table public.lease_changes (
      change_id bigint generated always as identity primary key,
      account_id uuid not null,
      before_token text, before_until timestamptz, after_token text, after_until timestamptz,
      has_changed_record boolean not null);
    create function public.note_lease() returns trigger language plpgsql as $$
    begin
      insert into public.lease_changes (account_id, before_token, before_until, after_token,
        after_until, has_changed_record)
      values (old.account_id, old.lease_token, old.lease_until, new.lease_token, new.lease_until,
        -- Tests let the tries begin anew.
        old.record - 'inits' - 'attempts' is distinct from new.record - 'inits' - 'attempts');
      return null;
    end $$;
    create trigger note_lease after update on upstream_bridge.accounts for each row
      when (old.lease_token is distinct from new.lease_token or old.record is distinct from new.record)
      execute function public.note_lease();`);
}

/** Asserts that no account ever had two workers. Returns how often a worker took over from a lost one. */
export async function checkLeases(sql: Sql): Promise<number> {
  const unowned = await sql`
    select * from public.lease_changes where has_changed_record and before_token is null limit 5`;
  assert.deepEqual([...unowned], [], "a record is written only with a lease");
  const early = await sql`
    select * from public.lease_changes
    where before_token <> after_token and before_until > after_until - ${LEASE}::interval limit 5`;
  assert.deepEqual([...early], [], "a lease is taken over only after its end");
  const returned = await sql`
    select after_token from public.lease_changes
    where after_token is not null and after_token is distinct from before_token
    group by after_token having count(*) > 1 limit 5`;
  assert.deepEqual([...returned], [], "a worker that lost its lease does not write again");
  const [row] = await sql`
    select count(*)::int as "takeovers" from public.lease_changes where before_token <> after_token`;
  return row!.takeovers;
}
