import type { Sql, TransactionSql } from "postgres";
import { callbackMessage } from "packages/events/callback_message.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";

/** A stored message. */
export interface Stored {
  readonly inboxId: string;
  /** False when it was already stored. */
  readonly isNew: boolean;
}

/** The messages and events from WeCom, until their retention ends. */
export interface InboxStore {
  /**
   * Stores an entry and sends its job in one transaction, once per dedupe key. A repeated delivery only increases
   * `deliveries`. Two deliveries at the same time wait for each other.
   * @param signal ends a try that has not begun to write
   * @throws UnavailableError or the database's error when the entry may not be stored
   */
  store(entry: InboxEntry, signal?: AbortSignal): Promise<Stored>;
  /** Deletes the entries received before `date`. Returns their number. */
  prune(date: Date): Promise<number>;
}

/** @param parts.nextId returns UUIDv7 ids in ascending order */
export function createInboxStore(
  parts: { readonly sql: Sql; readonly jobs: JobQueue; readonly nextId: () => string },
): InboxStore {
  const { sql, jobs, nextId } = parts;
  return {
    store: (entry, signal) =>
      sql.begin(async (tx) => {
        signal?.throwIfAborted();
        const stored = await insert(tx, nextId(), entry);
        if (stored.isNew) await sendWork(jobs, tx, stored.inboxId, entry);
        return stored;
      }),
    async prune(date) {
      const { count } = await sql`delete from callback.inbox where received_at < ${date}`;
      return count;
    },
  };
}

async function insert(tx: TransactionSql, inboxId: string, entry: InboxEntry): Promise<Stored> {
  const [row] = await tx<[Stored]>`
    insert into callback.inbox
      (inbox_id, dedupe_key, app, corp_id, source, kind, sender, content, sent_at, received_at)
    values
      (${inboxId}, ${entry.dedupeKey}, ${entry.app}, ${entry.corpId}, ${entry.source}, ${entry.kind},
       ${entry.sender ?? null}, ${tx.json(entry.content as never)}, ${entry.sentAt},
       ${entry.receivedAt})
    on conflict (dedupe_key) do update set deliveries = inbox.deliveries + 1
    returning inbox_id as "inboxId", xmax = 0 as "isNew"`;
  return row;
}

async function sendWork(
  jobs: JobQueue,
  tx: TransactionSql,
  id: string,
  { app, corpId, sentAt, work }: InboxEntry,
): Promise<void> {
  if (work === undefined) return;
  if (work.kind === "member") return await jobs.send(memberChanged, work.change, { tx, id });
  const common = { inboxId: id, app, corpId, sentAt: sentAt.toISOString() };
  await jobs.send(callbackMessage, { ...common, ...work.body }, { tx, id });
}
