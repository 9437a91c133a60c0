import type { Sql } from "postgres";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes, uuidV7 } from "packages/platform/random.ts";
import type { DeliveryState } from "services/callback/webhooks/read_deliveries.ts";

const ANSWERS = [
  { status: 500, error: "The receiver answered 500: out of order" },
  {
    status: null,
    error:
      "Cannot reach the receiver: client error (Connect): tcp connect error: Connection refused",
  },
];

/** Writes an event with its attempts as the workers do; returns its id. */
export async function seedWebhook(
  sql: Sql,
  { state, type, at, data = { text: "请回电 13800138000" } }: {
    readonly state: DeliveryState;
    readonly type: string;
    readonly at: Date;
    readonly data?: Readonly<Record<string, unknown>>;
  },
): Promise<string> {
  const id = uuidV7(systemClock, systemRandomBytes);
  const answers = state === "delivered"
    ? [{ status: 204, error: null }]
    : state === "gone"
    ? [{ status: 410, error: "The receiver answered 410" }]
    : ANSWERS;
  const later = new Date(at.getTime() + 600_000);
  await sql`
    insert into callback.webhook_deliveries
      (delivery_id, type, happened_at, data, state, attempts, recorded_at, tried_since,
        next_attempt_at, ended_at)
    values (${id}, ${type}, ${at}, ${sql.json(data as never)}, ${state}, ${answers.length}, ${at},
      ${at}, ${state === "waiting" ? later : null}, ${state === "waiting" ? null : at})`;
  for (const [index, { status, error }] of answers.entries()) {
    await sql`
      insert into callback.webhook_attempts values (${id}, ${index + 1}, ${at}, ${12 + index},
        ${status}, ${error})`;
  }
  return id;
}
