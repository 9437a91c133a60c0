import type { Sql } from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import type { Check } from "packages/platform/health.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { explainPostgresError } from "packages/storage/postgres/explain_error.ts";

/** Health is public and asked often; the database writes at most this often. */
const REUSE_MS = 3_000;
const ANSWER_WITHIN_MS = 2_000;
/** SQLSTATE "undefined_table": the migration of the job queue was not applied, which the check of the schema reports. */
const UNDEFINED_TABLE = "42P01";

/**
 * One row, so the table does not grow. A write to a row that exists needs no room on the disk; the first statement does: with
 * so little memory PostgreSQL sorts in a temporary file of some 200 KB, which takes about two milliseconds.
 */
const PROBE = `
  set local work_mem = '64kB';
  select count(*) from (select n from generate_series(1, 5000) as n order by -n offset 0) as sorted;
  insert into jobs.write_probe (id) values (true)
    on conflict (id) do update set written_at = excluded.written_at`;

/**
 * Creates the check that PostgreSQL answers and takes writes: not a standby, not out of disk, no commit that waits for a
 * replica. The result is reused for three seconds. The check rejects with one sentence.
 * @param now a monotonic clock in milliseconds; default: the machine's
 */
export function createWriteProbe(sql: Sql, now: () => number = () => performance.now()): Check {
  let latest: { readonly result: Promise<void>; readonly staleAt: number } | undefined;
  return () => {
    if (latest === undefined || now() >= latest.staleAt) {
      latest = { result: write(sql), staleAt: now() + REUSE_MS };
      latest.result.catch(() => {});
    }
    return latest.result;
  };
}

async function write(sql: Sql): Promise<void> {
  try {
    const written = sql.unsafe(PROBE).simple().then(() => true);
    if (await withDeadline(written, ANSWER_WITHIN_MS, false)) return;
    throw Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === UNDEFINED_TABLE) return;
    throw new Error(`Cannot write to PostgreSQL: ${explainPostgresError(error)}`, { cause: error });
  }
}

/** Creates the health check of PostgreSQL: it can be used, and takes writes. */
export function createPostgresCheck(postgres: Pick<Postgres, "sql" | "check">): Check {
  const probe = createWriteProbe(postgres.sql);
  return async () => {
    await postgres.check();
    await probe();
  };
}
