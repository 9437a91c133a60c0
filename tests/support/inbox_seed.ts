// Rows as the services write them, for the pages that show them.
import type postgres from "postgres";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes, uuidV7 } from "packages/platform/random.ts";

const CORP_ID = "ww0123456789abcdef";

/** A new UUIDv7. */
export function newId(): string {
  return uuidV7(systemClock, systemRandomBytes);
}

/** Values of a row of the inbox; the others have defaults. */
export interface InboxSeed {
  readonly app?: string;
  readonly source?: "app" | "bot" | "simulated" | "upstream";
  readonly kind?: string;
  readonly sender?: string | null;
  readonly content?: postgres.JSONValue;
  readonly receivedAt: Date;
  readonly deliveries?: number;
}

/** Puts a message into the inbox, as if WeCom had sent it; returns its id. */
export async function seedInbox(sql: postgres.Sql, seed: InboxSeed): Promise<string> {
  const id = newId();
  await sql`
    insert into callback.inbox ${
    sql({
      inbox_id: id,
      dedupe_key: id,
      app: seed.app ?? "default",
      corp_id: CORP_ID,
      source: seed.source ?? "app",
      kind: seed.kind ?? "text",
      sender: seed.sender === undefined ? "lisi" : seed.sender,
      content: sql.json(seed.content ?? { kind: "text", content: "在吗" }),
      sent_at: seed.receivedAt,
      received_at: seed.receivedAt,
      deliveries: seed.deliveries ?? 1,
    })
  }`;
  return id;
}

/** Values of a dead letter; the others have defaults. */
export interface DeadLetterSeed {
  readonly queue?: string;
  readonly payload: postgres.JSONValue;
  readonly error: string;
  readonly attempts?: number;
  readonly failedAt: Date;
}

/** Writes a job as the queue stores it after its last attempt; returns its id. */
export async function seedDeadLetter(sql: postgres.Sql, seed: DeadLetterSeed): Promise<string> {
  const id = newId();
  await sql`
    insert into jobs.dead_letters
      (id, queue, key, is_wake_up, payload, error, attempts, sent_at, failed_at)
    values (${id}, ${seed.queue ?? "callback.message"}, ${id}, false, ${sql.json(seed.payload)},
      ${seed.error}, ${seed.attempts ?? 11}, ${seed.failedAt}, ${seed.failedAt})`;
  return id;
}
