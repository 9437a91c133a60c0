import type { Sql, TransactionSql } from "postgres";
import type { AuditEvent } from "packages/events/audit_event.ts";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

const BATCH = 1_000;

/** A recorded act of a person. */
export interface AuditItem {
  readonly id: string;
  readonly at: Date;
  /** The person's subject. */
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  /** Kind and id: `conversation/<id>`. */
  readonly thing: string;
  readonly detail: string | null;
}

/** Which acts a list contains. */
export interface AuditFilter {
  /** The beginning of a subject, of the userid in it, or of a name, in any case. */
  readonly person?: string | undefined;
  readonly action?: string | undefined;
  /** `<kind>`, `<kind>/<id>`, or `<id>`. */
  readonly thing?: string | undefined;
  /** From this time on. */
  readonly from?: Date | undefined;
  /** Before this time. */
  readonly to?: Date | undefined;
}

/** Records an act, once for each id. */
export async function recordAct(sql: Sql | TransactionSql, event: AuditEvent): Promise<void> {
  const { id, at, actor, actorName, action, thing, detail = null } = event;
  await sql`
    insert into auth.audit (audit_id, happened_at, actor, actor_name, action, thing, detail)
    values (${id}, ${at}, ${actor}, ${actorName}, ${action}, ${thing}, ${detail})
    on conflict (audit_id) do nothing`;
}

/** Reads one page, the latest act first. `after` is the end of the previous page. */
export async function listActs(
  sql: Sql,
  { person, action, thing, from, to }: AuditFilter,
  { limit, after }: { limit: number; after?: PagePosition | undefined },
): Promise<ListPage<AuditItem>> {
  const rows = await sql<(AuditItem & { position: string })[]>`
    select audit_id as id, happened_at as at, actor, actor_name as "actorName", action, thing, detail,
      ${positionColumn(sql, "happened_at")}
    from auth.audit
    where true
      ${person === undefined ? sql`` : sql`and ${isBy(sql, person)}`}
      ${action === undefined ? sql`` : sql`and action = ${action}`}
      ${thing === undefined ? sql`` : sql`and ${isAbout(sql, thing)}`}
      ${from === undefined ? sql`` : sql`and happened_at >= ${from}`}
      ${to === undefined ? sql`` : sql`and happened_at < ${to}`}
      ${behind(sql, ["happened_at", "audit_id"], after)}
    order by happened_at desc, audit_id desc
    limit ${limit + 1}`;
  return toListPage(rows, limit);
}

function isBy(sql: Sql, person: string) {
  return sql`
    (starts_with(lower(actor), lower(${person}))
      or starts_with(lower(split_part(actor, '/', 2)), lower(${person}))
      or starts_with(lower(actor_name), lower(${person})))`;
}

function isAbout(sql: Sql, thing: string) {
  if (thing.includes("/")) return sql`thing = ${thing}`;
  return sql`(starts_with(thing, ${thing} || '/') or split_part(thing, '/', 2) = ${thing})`;
}

/** Deletes the acts before `date`. Returns their number. */
export async function pruneActs(sql: Sql, date: Date): Promise<number> {
  return await deleteInBatches(BATCH, (limit) =>
    sql`delete from auth.audit where audit_id in (
      select audit_id from auth.audit where happened_at < ${date}
      limit ${limit} for update skip locked)`);
}
