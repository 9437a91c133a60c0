import assert from "node:assert/strict";
import { decodePageCursor } from "packages/platform/list_page.ts";
import { countRowsRead } from "packages/testkit/rows_read.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { type InboxFilter, readInboxPage } from "services/callback/inbox/read_inbox_page.ts";

const LIMIT = 10;
/** A few pages; independent of the number of entries. */
const ROWS_READ_MAX = 60;

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  const folder = new URL("../migrations/", import.meta.url);
  database = await createTestDatabase([{ schema: "callback", folder }]);
  // Half of the entries are texts, but the latest thousands are not; the app "quiet" has no entry for long.
  await database.sql`
    insert into callback.inbox
      (inbox_id, dedupe_key, app, corp_id, source, kind, sender, content, sent_at, received_at)
    select (lpad(to_hex(1700000000000 + i), 12, '0') || '70008000000000000000')::uuid, i,
      case when i < 4000 and i % 2 = 0 then 'quiet' when i % 3 = 0 then 'sales' else 'service' end,
      'ww1', 'app',
      case when i = 7 then 'rare' when i < 10000 then 'text' when i % 3 = 0 then 'image'
        else 'event' end,
      'user' || i % 500, '{}', to_timestamp(1700000000 + i / 1000.0),
      to_timestamp(1700000000 + i / 1000.0)
    from generate_series(1, 20000) i`;
  await database.sql`analyze callback.inbox`;
});
Deno.test.afterAll(() => database.drop());

const FILTERS: readonly InboxFilter[] = [undefined, "service", "quiet", "absent"].flatMap((app) =>
  [undefined, "text", "event", "rare", "absent"].map((kind) => ({ app, kind }))
);

Deno.test("a page of the inbox reads a few rows only, however rare, old or absent the filter's values are", async () => {
  for (const filter of [...FILTERS, { sender: "absent", kind: "text" }]) {
    for (const after of [undefined, { micros: "1700000009000000", id: idOf(9000) }]) {
      const read = await countRowsRead(
        database.sql,
        "callback",
        (sql) => readInboxPage(sql, filter, { limit: LIMIT, after }),
      );
      assert.ok(read <= ROWS_READ_MAX, `${JSON.stringify(filter)}: ${read} rows were read`);
    }
  }
});

Deno.test("a page of a sender reads the sender's entries, or a bounded number of entries when very many match", async () => {
  const cases: [sender: string, rowsMax: number][] = [
    // 40 entries each, read twice.
    ["USER499", 2 * 40 + ROWS_READ_MAX],
    ["user7", 2 * 440 + ROWS_READ_MAX],
    ["user", 2_001 + ROWS_READ_MAX],
  ];
  for (const [sender, rowsMax] of cases) {
    const read = await countRowsRead(
      database.sql,
      "callback",
      (sql) => readInboxPage(sql, { sender }, { limit: LIMIT }),
    );
    assert.ok(read <= rowsMax, `${sender}: ${read} rows were read`);
  }
});

Deno.test("the pages of each filter contain each entry once, the latest first", async () => {
  for (
    const filter of [{}, { kind: "text" }, { app: "service" }, { app: "sales", kind: "image" }]
  ) {
    const ids: string[] = [];
    let after;
    for (let page = 0; page < 3; page += 1) {
      const { items, nextCursor } = await readInboxPage(database.sql, filter, { limit: 7, after });
      ids.push(...items.map(({ id }) => id));
      after = decodePageCursor(nextCursor!);
    }
    const { sql } = database;
    const expected = await sql<{ id: string }[]>`
      select inbox_id as id from callback.inbox
      where kind = coalesce(${filter.kind ?? null}, kind) and app = coalesce(${
      filter.app ?? null
    }, app)
      order by inbox_id desc limit 21`;
    assert.deepEqual(ids, expected.map(({ id }) => id));
  }
});

function idOf(row: number): string {
  const hex = (1700000000000 + row).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
