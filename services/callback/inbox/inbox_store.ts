import type { Sql, TransactionSql } from "postgres";
import { callbackMessage } from "packages/events/callback_message.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import { upstreamPush } from "packages/events/upstream_push.ts";
import { firstUuidV7 } from "packages/platform/random.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";

const BATCH = 1_000;

/** A stored message. */
export interface Stored {
  readonly inboxId: string;
  /** False when it was already stored. */
  readonly isNew: boolean;
}

/** The messages and events from WeCom, until their retention ends. */
export interface InboxStore {
  /**
   * Stores an entry and sends its job in one statement, once per dedupe key. A repeated delivery only increases
   * `deliveries`. Two deliveries at the same time wait for each other.
   * @param signal ends a try that has not begun to write
   * @throws UnavailableError or the database's error when the entry may not be stored
   */
  store(entry: InboxEntry, signal?: AbortSignal): Promise<Stored>;
  /** Stores an entry and sends its job as {@link store} does, in the caller's transaction. */
  storeIn(tx: TransactionSql, entry: InboxEntry): Promise<Stored>;
  /** Deletes the entries received before `date`. Returns their number. */
  prune(date: Date): Promise<number>;
}

/** @param parts.nextId returns UUIDv7 ids in ascending order */
export function createInboxStore(
  parts: { readonly sql: Sql; readonly jobs: JobQueue; readonly nextId: () => string },
): InboxStore {
  const { sql, jobs, nextId } = parts;
  /** One statement, because this is what WeCom waits for. */
  async function write(sql: Sql | TransactionSql, entry: InboxEntry): Promise<Stored> {
    const inboxId = nextId();
    const stored = insertion(sql, inboxId, entry);
    const job = jobOf(sql, jobs, inboxId, entry);
    const [row] = job === undefined
      ? await sql<[Stored]>`with stored as (${stored}) select * from stored`
      : await sql<[Stored]>`
        with stored as (${stored}), ${job}
        select stored.* from stored left join hint on true`;
    return row;
  }
  return {
    async store(entry, signal) {
      signal?.throwIfAborted();
      return await write(sql, entry);
    },
    storeIn: write,
    async prune(date) {
      // Ids are in the order of arrival, so the primary key finds the old rows.
      const firstId = firstUuidV7(date.getTime());
      return await deleteInBatches(
        BATCH,
        (limit) =>
          sql`delete from callback.inbox where inbox_id in (
          select inbox_id from callback.inbox where inbox_id < ${firstId}
          limit ${limit} for update skip locked)`,
      );
    },
  };
}

function insertion(sql: Sql | TransactionSql, inboxId: string, entry: InboxEntry) {
  return sql`
    insert into callback.inbox
      (inbox_id, dedupe_key, app, corp_id, source, kind, sender, content, sent_at, received_at)
    values
      (${inboxId}, ${
    dedupeKeyOf(sql, entry)
  }, ${entry.app}, ${entry.corpId}, ${entry.source}, ${entry.kind},
       ${entry.sender ?? null}, ${sql.json(entry.content as never)}, ${entry.sentAt},
       ${entry.receivedAt})
    on conflict (dedupe_key) do update set deliveries = inbox.deliveries + 1
    returning inbox_id as "inboxId", xmax = 0 as "isNew"`;
}

function dedupeKeyOf(sql: Sql | TransactionSql, { dedupeKey, earlier }: InboxEntry) {
  if (earlier === undefined) return dedupeKey;
  return sql`coalesce(
    (select dedupe_key from callback.inbox
    where dedupe_key = ${earlier.dedupeKey} and received_at > ${earlier.since}),
    ${dedupeKey})`;
}

/** The parts of a statement that send the entry's job if its row is new. */
function jobOf(
  sql: Sql | TransactionSql,
  jobs: JobQueue,
  id: string,
  { app, corpId, sentAt, work }: InboxEntry,
) {
  if (work === undefined) return undefined;
  const options = { id, condition: sql`(select "isNew" from stored)` };
  if (work.kind === "push") {
    return jobs.parts(sql, upstreamPush, { inboxId: id, ...work.push }, options);
  }
  if (work.kind === "member") return jobs.parts(sql, memberChanged, work.change, options);
  const common = { inboxId: id, app, corpId, sentAt: sentAt.toISOString() };
  return jobs.parts(sql, callbackMessage, { ...common, ...work.body }, options);
}
