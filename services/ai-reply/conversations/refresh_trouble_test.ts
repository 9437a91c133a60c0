import assert from "node:assert/strict";
import type { Sql, TransactionSql } from "postgres";
import { NO_WEBHOOKS } from "packages/testkit/no_webhooks.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { firstUuidV7 } from "packages/platform/random.ts";
import { type Delivery, vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import { takeLease, withLease } from "services/ai-reply/conversations/lease.ts";
import { switchToBot, switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { pruneConversations } from "services/ai-reply/conversations/prune_conversations.ts";
import { reopenTurn } from "services/ai-reply/conversations/reopen_turn.ts";
import { openEmptyDatabase } from "services/ai-reply/testing/shared_database.ts";
import { beginTurn } from "services/ai-reply/turns/begin_turn.ts";
import { markEnded, markSending, refuseByVendor } from "services/ai-reply/turns/deliveries.ts";
import {
  dropTurn,
  endTurn,
  failTurn,
  recordReply,
  recordSlowNotice,
} from "services/ai-reply/turns/turn_store.ts";

const ID = "00000000-0000-7000-8000-000000000001";
const LEASE = { conversationId: ID, token: "00000000-0000-7000-8000-000000000002" };
const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;

/** The trouble according to turns and deliveries. */
async function computedTrouble(sql: Sql): Promise<string | null> {
  const [turn] = await sql`
    select turn_id as id, status from ai_reply.turns
    where conversation_id = ${ID} order by number desc limit 1`;
  if (turn === undefined) return null;
  if (turn.status === "failed") return "failed";
  const parts = await sql`
    select status from ai_reply.deliveries where turn_id = ${turn.id} and part > 0`;
  const statuses = parts.map(({ status }) => status);
  return ["refused", "uncertain"].find((status) => statuses.includes(status)) ?? null;
}

/** A conversation of 微信客服. `step` does `work` and compares the trouble, stored and computed, with `expected`. */
async function startConversation() {
  const { sql } = await openEmptyDatabase();
  await sql`
    insert into ai_reply.conversations
      (conversation_id, channel, app, corp_id, place, person, last_message_at, created_at)
    values (${ID}, 'kf', 'service', 'ww1', 'wk1', 'wm1', ${new Date(NOW)}, ${new Date(NOW)})`;
  await takeLease(sql, LEASE);
  const step = async (what: string, expected: string | null, work: () => Promise<unknown>) => {
    await work();
    const [row] = await sql`select trouble from ai_reply.conversations`;
    assert.equal(await computedTrouble(sql), expected, `${what}: computed`);
    assert.equal(row?.trouble, expected, `${what}: stored`);
  };
  return { sql, step, steps: createSteps(sql) };
}

/** Everything that can happen to the last turn. */
function createSteps(sql: Sql) {
  let turns = 0;
  let turnId = "";
  const partOf = (part: number): Delivery => {
    return { turnId, part, text: "", status: "recorded", firstTriedAt: null };
  };
  const inTx = (work: (tx: TransactionSql) => Promise<unknown>) => withLease(sql, LEASE, work);
  const steps = {
    async ask() {
      turns += 1;
      turnId = firstUuidV7(NOW + turns);
      await sql`
        insert into ai_reply.messages (message_id, source_key, conversation_id, author, content,
          sent_at, filed_at)
        values (${turnId}, ${turns}, ${ID}, 'customer', '{"type":"text","text":"x"}',
          ${new Date(NOW)}, ${new Date(NOW)})`;
    },
    async begin(contextHours = 24) {
      const turn = { turnId, now: NOW, recordedUntil: null, contextHours };
      assert.ok((await beginTurn(sql, LEASE, turn))?.begun);
    },
    async answer(...parts: number[]) {
      const reply = { text: "x", sources: [] };
      const texts = parts.map((part) => ({ part, text: `${part}` }));
      assert.ok(await recordReply(sql, LEASE, { turnId, reply, parts: texts, now: NOW }));
    },
    async next(...parts: number[]) {
      await steps.ask();
      await steps.begin();
      await steps.answer(...parts);
    },
    sending: (part: number) => markSending(sql, LEASE, partOf(part), NOW),
    ended: (part: number, status: "sent" | "uncertain" | "refused") =>
      markEnded(sql, LEASE, partOf(part), { status, now: NOW }),
    async send(part: number, status: "sent" | "uncertain" | "refused") {
      await steps.sending(part);
      await steps.ended(part, status);
    },
    end: () => endTurn(sql, LEASE, turnId, NOW),
    drop: () => inTx((tx) => dropTurn(tx, { turnId }, NOW)),
    fail: () =>
      inTx((tx) => {
        const turn = { turnId, conversationId: ID, channel: "kf" as const };
        return failTurn(tx, turn, {
          error: "x",
          reason: "delivery",
          now: NOW,
          webhooks: NO_WEBHOOKS,
        });
      }),
    reopen: () =>
      sql.begin(async (tx) => {
        await reopenTurn(tx, turnId);
        await switchToBot(tx, { conversationId: ID, reason: "console", now: NOW });
      }),
    notice: () => inTx((tx) => recordSlowNotice(tx, turnId, { text: "x", now: NOW })),
    reportRefused: (id = turnId, part = 1) =>
      sql.begin((tx) => refuseByVendor(tx, vendorMsgId(id, part), "x")),
    toStaff: () =>
      inTx((tx) =>
        switchToStaff(tx, {
          conversationId: ID,
          reason: "console",
          now: NOW,
          webhooks: NO_WEBHOOKS,
        })
      ),
    prune: () => pruneConversations(sql, new Date(NOW + DAY_MS)),
    turnId: () => turnId,
  };
  return steps;
}

Deno.test("a part that went wrong is the conversation's trouble until the next turn, and refused counts more than uncertain", async () => {
  const { sql, step, steps } = await startConversation();
  const summary = async () => (await sql`select summary from ai_reply.conversations`)[0]?.summary;
  await sql`update ai_reply.conversations set summary = 'so far'`;
  await step("begins", null, () => steps.next(1, 2, 3));
  await step("sent", null, () => steps.send(1, "sent"));
  await step("uncertain", "uncertain", () => steps.send(2, "uncertain"));
  await step("refused after uncertain", "refused", () => steps.send(3, "refused"));
  await step("delivered", "refused", steps.end);
  await step("waits", "refused", steps.ask);
  await step("next turn", null, steps.begin);
  assert.equal(await summary(), "so far");
  await step("answered", null, () => steps.answer(1, 2));
  await step("refused", "refused", () => steps.send(1, "refused"));
  await step("uncertain after refused", "refused", () => steps.send(2, "uncertain"));
  await step("dropped", "refused", steps.drop);
  await step("waits again", "refused", steps.ask);
  await step("next turn after a silence", null, () => steps.begin(0));
  assert.equal(await summary(), null);
});

Deno.test("a failed turn is trouble until it is retried or a later turn begins", async () => {
  const { step, steps } = await startConversation();
  await step("begins", null, () => steps.next(1, 2));
  await step("refused", "refused", () => steps.send(1, "refused"));
  await step("uncertain", "refused", () => steps.send(2, "uncertain"));
  await step("failed", "failed", steps.fail);
  await step("retried", null, steps.reopen);
  await step("refused again", "refused", () => steps.send(1, "refused"));
  await step("failed again", "failed", steps.fail);
  await step("retried again", null, steps.reopen);
  await step("sent", null, () => steps.send(1, "sent"));
  await step("sent wholly", null, () => steps.send(2, "sent"));
  await step("delivered", null, steps.end);
  await step("thinking", null, async () => {
    await steps.ask();
    await steps.begin();
  });
  await step("gave up", "failed", steps.fail);
  await step("thinking again", null, steps.reopen);
  await step("dropped", null, steps.toStaff);
});

Deno.test("what WeCom reports later counts for the last turn only", async () => {
  const { step, steps } = await startConversation();
  await step("sending", "uncertain", async () => {
    await steps.next(1, 2);
    await steps.send(2, "uncertain");
  });
  await step("reported while it is being sent", "refused", () => steps.reportRefused());
  await step("delivered", "refused", steps.end);
  const first = steps.turnId();
  await step("next turn", null, () => steps.next(1));
  await step("reported for an earlier turn", null, () => steps.reportRefused(first, 2));
  await step("sent", null, () => steps.send(1, "sent"));
  await step("delivered", null, steps.end);
  await step("not ours", null, () => steps.reportRefused(first, 9));
  await step("reported after the end", "refused", () => steps.reportRefused());
});

Deno.test("a slow notice that went wrong is no trouble", async () => {
  const { sql, step, steps } = await startConversation();
  const think = async () => {
    await steps.ask();
    await steps.begin();
    await steps.notice();
  };
  const finish = async () => {
    await steps.send(1, "sent");
    await steps.end();
  };
  await step("recorded", null, think);
  await step("uncertain", null, () => steps.send(0, "uncertain"));
  await step("refused", null, () => steps.reportRefused(undefined, 0));
  await step("answered", null, () => steps.answer(1));
  await step("delivered", null, finish);
  await step("recorded again", null, think);
  await step("sending", null, () => steps.sending(0));
  await step("answered while it is being sent", null, () => steps.answer(1));
  assert.equal((await sql`select from ai_reply.deliveries where status = 'uncertain'`).count, 1);
  await step("delivered again", null, finish);
});

Deno.test("the trouble of a turn that is deleted ends", async () => {
  const { sql, step, steps } = await startConversation();
  await step("failed", "failed", async () => {
    await steps.next(1);
    await steps.fail();
  });
  await sql`update ai_reply.conversations set last_message_at = ${new Date(NOW + 2 * DAY_MS)}`;
  await step("deleted", null, steps.prune);
  assert.equal((await sql`select from ai_reply.turns`).count, 0);
  assert.equal((await sql`select from ai_reply.conversations`).count, 1);
});

Deno.test("trouble is stored also when the conversation changes at the same moment", async () => {
  const { sql, step, steps } = await startConversation();
  await steps.next(1);
  const meanwhile = async (work: () => Promise<unknown>) => {
    let working: Promise<unknown> = Promise.resolve();
    await sql.begin(async (tx) => {
      await tx`update ai_reply.conversations set last_message_at = now()`;
      working = work();
      await eventually(async () => {
        const { count } = await sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        assert.equal(count, 1);
      });
    });
    await working;
  };
  await steps.sending(1);
  await step("uncertain", "uncertain", () => meanwhile(() => steps.ended(1, "uncertain")));
  await step("reported", "refused", () => meanwhile(() => steps.reportRefused()));
  await steps.end();
  await steps.ask();
  await step("next turn", null, () => meanwhile(() => steps.begin()));
});
