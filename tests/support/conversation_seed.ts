// Conversations as ai-reply writes them, for the pages that show them.
import type postgres from "postgres";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";
import { newId } from "tests/support/inbox_seed.ts";

const CORP_ID = "ww0123456789abcdef";

/** An answer, and the parts in which it was sent. */
export interface TurnSeed {
  readonly status: "thinking" | "sending" | "delivered" | "dropped" | "failed";
  readonly model?: string;
  readonly sources?: readonly { readonly title: string; readonly path: string }[];
  /** How long the model took. */
  readonly seconds?: number;
  /** An apology is stored as part 0. */
  readonly parts?: readonly {
    readonly text: string;
    readonly status: "recorded" | "sending" | "sent" | "uncertain" | "refused";
    readonly error?: string;
    readonly isApology?: boolean;
  }[];
}

/** One message, in order; `turn` is on the last message that it answers. */
export interface LineSeed {
  readonly at: Date;
  readonly says: string | postgres.JSONValue;
  readonly by?: "customer" | "staff";
  readonly isLeft?: boolean;
  readonly turn?: TurnSeed;
}

/** Values of a conversation; the others have defaults. */
export interface ConversationSeed {
  readonly person: string;
  readonly channel?: "app" | "kf" | "bot" | "simulated";
  readonly app?: string;
  readonly place?: string;
  readonly name?: string;
  readonly mode?: "bot" | "human";
  readonly modeReason?: string;
  readonly modeChangedAt?: Date;
  /** Since when the customer waits for a colleague. Default: computed from the lines. */
  readonly awaitedSince?: Date;
  readonly lines: readonly LineSeed[];
}

/** Writes a conversation with its messages and answers; returns its id. */
export async function seedConversation(sql: postgres.Sql, seed: ConversationSeed): Promise<string> {
  const id = newId();
  const customers = seed.lines.filter(({ by }) => by !== "staff");
  const lastStaff = seed.lines.findLastIndex(({ by }) => by === "staff");
  const forStaff = seed.lines.slice(lastStaff + 1).find(({ isLeft }) => isLeft);
  const lastReply = seed.lines.findLast(({ turn }) => turn?.status === "delivered");
  await sql`
    insert into ai_reply.conversations ${
    sql({
      conversation_id: id,
      channel: seed.channel ?? "kf",
      app: seed.app ?? "default",
      corp_id: CORP_ID,
      place: seed.place ?? "wk0123456789",
      person: seed.person,
      mode: seed.mode ?? "bot",
      mode_reason: seed.modeReason ?? null,
      mode_changed_at: seed.modeChangedAt ?? null,
      staff_awaited_since: seed.awaitedSince ??
        (seed.mode === "human" ? forStaff?.at ?? null : null),
      last_message_at: customers.at(-1)?.at ?? null,
      last_reply_at: lastReply?.at ?? null,
      created_at: seed.lines[0]?.at ?? new Date(),
    })
  }`;
  if (seed.name !== undefined) {
    await sql`
      insert into ai_reply.customers ${
      sql({
        corp_id: CORP_ID,
        external_user_id: seed.person,
        name: seed.name,
        fetched_at: new Date(),
        updated_at: new Date(),
      })
    } on conflict do nothing`;
  }
  await seedLines(sql, id, seed);
  await refreshTrouble(sql, [id]);
  return id;
}

async function seedLines(sql: postgres.Sql, id: string, { lines }: ConversationSeed) {
  let waiting: string[] = [];
  let number = 0;
  for (const line of lines) {
    const messageId = newId();
    const by = line.by ?? "customer";
    await sql`
      insert into ai_reply.messages ${
      sql({
        message_id: messageId,
        source_key: `inbox:${messageId}`,
        conversation_id: id,
        author: by,
        content: sql.json(
          typeof line.says === "string" ? { type: "text", text: line.says } : line.says,
        ),
        sent_at: line.at,
        filed_at: line.at,
        left_to_staff_at: line.isLeft ? line.at : null,
      })
    }`;
    if (by === "customer" && !line.isLeft) waiting.push(messageId);
    if (line.turn === undefined) continue;
    const turnId = await seedTurn(sql, id, number += 1, line.at, line.turn);
    await sql`
      update ai_reply.messages set turn_id = ${turnId}
      where message_id = any(${waiting}::uuid[])`;
    waiting = [];
  }
}

async function seedTurn(
  sql: postgres.Sql,
  conversationId: string,
  number: number,
  at: Date,
  turn: TurnSeed,
): Promise<string> {
  const turnId = newId();
  const answeredAt = new Date(at.getTime() + (turn.seconds ?? 3) * 1000);
  const hasAnswer = turn.parts?.some(({ isApology }) => !isApology) ?? false;
  const hasEnded = ["delivered", "dropped", "failed"].includes(turn.status);
  await sql`
    insert into ai_reply.turns ${
    sql({
      turn_id: turnId,
      conversation_id: conversationId,
      number,
      status: turn.status,
      answer: hasAnswer ? turn.parts!.map(({ text }) => text).join("\n") : null,
      model: turn.model ?? null,
      sources: sql.json((turn.sources ?? []).map((source) => ({ ...source }))),
      started_at: at,
      answered_at: hasAnswer ? answeredAt : null,
      ended_at: hasEnded ? answeredAt : null,
    })
  }`;
  let part = 0;
  for (const { text, status, error, isApology } of turn.parts ?? []) {
    const ends = status === "sent" || status === "refused" || status === "uncertain";
    await sql`
      insert into ai_reply.deliveries ${
      sql({
        turn_id: turnId,
        part: isApology ? 0 : part += 1,
        text,
        status,
        first_tried_at: status === "recorded" ? null : answeredAt,
        ended_at: ends ? answeredAt : null,
        error: error ?? null,
      })
    }`;
  }
  return turnId;
}
