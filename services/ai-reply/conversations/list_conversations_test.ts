import assert from "node:assert/strict";
import { countRowsRead } from "packages/testkit/rows_read.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { findStalledConversations } from "services/ai-reply/conversations/find_stalled_conversations.ts";
import {
  type ConversationFilter,
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";
import { listCustomerMessages } from "services/ai-reply/customers/customer_history.ts";

const LIMIT = 10;
/** A few rows for each conversation of a page; independent of the number of rows in the tables. */
const ROWS_READ_MAX = 300;
const BUSY = "00000000-0000-7000-8000-000000000001";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  const folder = new URL("../migrations/", import.meta.url);
  database = await createTestDatabase([{ schema: "ai_reply", folder }]);
  const { sql } = database;
  // 6,000 conversations, of which one has most of the 12,000 messages. Two messages wait, one turn has failed.
  await sql.unsafe(`
    create function pg_temp.id(i int) returns uuid language sql as
      $$ select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
    insert into ai_reply.conversations
      (conversation_id, channel, app, corp_id, place, person, mode, last_message_at, created_at)
    select pg_temp.id(i), 'kf', 'service', 'ww1', '', 'wm' || i,
      case when i % 1000 = 5 then 'human' else 'bot' end, to_timestamp(1700000000 + i), now()
    from generate_series(1, 6000) i;
    insert into ai_reply.customers (corp_id, external_user_id, name, fetched_at, updated_at)
    select 'ww1', 'wm' || i, case when i = 77 then '欧阳小明' else '王' || i end, now(), now()
    from generate_series(1, 6000) i;
    insert into ai_reply.turns (turn_id, conversation_id, number, status, answer, started_at)
    select pg_temp.id(i), pg_temp.id(case when i % 2 = 0 then 1 else i / 2 end), i,
      case when i = 901 then 'failed' else 'delivered' end, 'x', to_timestamp(1700000000 + i)
    from generate_series(2, 12000) i;
    insert into ai_reply.messages (message_id, source_key, conversation_id, author, content, sent_at,
      filed_at, turn_id, left_to_staff_at)
    select pg_temp.id(i), i, pg_temp.id(case when i % 2 = 0 then 1 else i / 2 end),
      case when i % 20 = 0 then 'staff' else 'customer' end, '{"type":"text","text":"x"}',
      to_timestamp(1700000000 + i), to_timestamp(1700000000 + i),
      case when i % 20 > 1 and i not in (11003, 11005) then pg_temp.id(i) end,
      case when i % 20 = 1 then now() end
    from generate_series(2, 12000) i`);
  const rows = await sql<{ id: string }[]>`
    select conversation_id as id from ai_reply.conversations`;
  await refreshTrouble(sql, rows.map(({ id }) => id));
  await sql.unsafe("vacuum analyze");
});
Deno.test.afterAll(() => database.drop());

async function assertReadsFew(
  what: string,
  work: Parameters<typeof countRowsRead>[2],
  rowsMax = ROWS_READ_MAX,
) {
  // A prepared statement may get another plan from its sixth execution on.
  for (let time = 0; time < 7; time += 1) {
    const read = await countRowsRead(database.sql, "ai_reply", work);
    assert.ok(read <= rowsMax, `${what}: ${read} rows were read`);
  }
}

Deno.test("a page of conversations reads a few rows only, whatever the filter", async () => {
  const filters: ConversationFilter[] = [
    {},
    { mode: "human" },
    { state: "waiting" },
    { state: "waiting", mode: "bot" },
    { state: "trouble" },
  ];
  for (const filter of filters) {
    const work = (sql: typeof database.sql) => listConversations(sql, filter, { limit: LIMIT });
    await assertReadsFew(JSON.stringify(filter), work);
  }
});

Deno.test("a search reads each of the newest messages and answers once at most, whatever it looks for", async () => {
  const filters: ConversationFilter[] = [
    { q: "wm5999" },
    { q: "阳小" },
    { q: "absent" },
    { q: "欧", mode: "human" },
    { q: "absent", state: "waiting" },
    { q: "WM77", state: "trouble" },
  ];
  for (const filter of filters) {
    const work = (sql: typeof database.sql) => listConversations(sql, filter, { limit: LIMIT });
    await assertReadsFew(JSON.stringify(filter), work, 2 * 12_000 + ROWS_READ_MAX);
  }
});

Deno.test("the search finds words of messages and of answers, in any case and with any sign", async () => {
  const { sql } = database;
  const say = (id: number, content: object) =>
    sql`update ai_reply.messages set content = ${sql.json({ ...content })}
      where message_id = ${`00000000-0000-7000-8000-${id.toString(16).padStart(12, "0")}`}`;
  await say(11_001, { type: "text", text: "想报 Summer Camp 100%_折扣" });
  await say(11_007, { type: "location", label: "人民广场校区" });
  await sql`update ai_reply.turns set answer = '游泳班每节 120 元' where number = 11013`;
  const find = async (q: string, more: ConversationFilter = {}) =>
    (await listConversations(sql, { q, ...more }, { limit: LIMIT })).items
      .map(({ person }) => person);
  assert.deepEqual(await find("summer camp"), ["wm5500"]);
  assert.deepEqual(await find("100%_折"), ["wm5500"]);
  assert.deepEqual(await find("100__折"), [], "signs are no patterns");
  assert.deepEqual(await find("人民广场"), ["wm5503"]);
  assert.deepEqual(await find("游泳班"), ["wm5506"]);
  assert.deepEqual(await find("游泳班", { state: "waiting" }), []);
});

Deno.test("a conversation, a customer's messages and the sweep read a few rows only, also beside a busy conversation", async () => {
  await assertReadsFew("item", (sql) => readConversationItem(sql, BUSY));
  await assertReadsFew("sweep", (sql) => findStalledConversations(sql, new Date()));
  const view = { corpIds: ["ww1"], externalUserId: "wm1800" };
  await assertReadsFew("messages", (sql) => listCustomerMessages(sql, view, { limit: LIMIT }));
});

Deno.test("the search finds the beginning of an id and any part of a name, in any case", async () => {
  const find = async (q: string) => {
    const { items } = await listConversations(database.sql, { q }, { limit: LIMIT });
    return items.map(({ person }) => person);
  };
  for (const q of ["欧阳", "小明", "明", "阳小", "欧阳小明"]) {
    assert.deepEqual(await find(q), ["wm77"]);
  }
  assert.deepEqual(await find("WM5999"), ["wm5999"]);
  assert.deepEqual(await find("m5999"), [], "not the beginning");
  // Frequent matches are found in the list itself.
  assert.equal((await find("wm")).length, LIMIT);
  assert.deepEqual((await find("王")).slice(0, 2), ["wm6000", "wm5999"]);
});

Deno.test("waiting and troubled conversations are found, with their numbers", async () => {
  const list = async (filter: ConversationFilter) =>
    (await listConversations(database.sql, filter, { limit: LIMIT })).items;
  const waiting = await list({ state: "waiting" });
  assert.deepEqual(waiting.map(({ person, waiting }) => [person, waiting]), [
    ["wm5501", 1],
    ["wm5502", 1],
  ]);
  const troubled = await list({ state: "trouble" });
  assert.deepEqual(troubled.map(({ person, trouble }) => [person, trouble]), [["wm450", "failed"]]);
  const stalled = await findStalledConversations(database.sql, new Date());
  assert.equal(stalled.length, 2);
});
