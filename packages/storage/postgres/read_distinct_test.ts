import assert from "node:assert/strict";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import { readDistinct } from "packages/storage/postgres/read_distinct.ts";
import { countRowsRead } from "packages/testkit/rows_read.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql.unsafe(`
    create table words (id int primary key, word text not null);
    create index on words (word);
    insert into words select i, case when i = 7 then 'b' when i < 5000 then 'c' else 'a' end
    from generate_series(1, 10000) i;`);
  await database.sql.unsafe("vacuum analyze words");
});
Deno.test.afterAll(() => database.drop());

Deno.test("different values are read by a few steps in the index, not from all rows", async () => {
  let values: readonly string[] = [];
  const read = await countRowsRead(database.sql, "public", async (sql) => {
    values = await readDistinct(sql, "words", "word");
  });
  assert.deepEqual(values, ["a", "b", "c"]);
  assert.ok(read <= 10, `${read} rows were read`);
  await database.sql`create table none (word text)`;
  assert.deepEqual(await readDistinct(database.sql, "none", "word"), []);
});

Deno.test("rows are deleted in batches until none is left", async () => {
  const batches: number[] = [];
  const deleted = await deleteInBatches(400, async (limit) => {
    const { count } = await database.sql`
      delete from words where id in (select id from words where id <= 1000 limit ${limit})`;
    batches.push(count);
    return { count };
  });
  assert.deepEqual([deleted, batches], [1000, [400, 400, 200]]);
});
