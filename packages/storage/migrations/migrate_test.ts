import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import postgres from "postgres";
import { findSchemaProblem, migrate } from "packages/storage/migrations/migrate.ts";
import type { MigrationSource } from "packages/storage/migrations/files.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

let database: TestDatabase;
let schemas = 0;
const folders: string[] = [];

Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
});
Deno.test.afterAll(async () => {
  await database.drop();
  await Promise.all(folders.map((folder) => Deno.remove(folder, { recursive: true })));
});

Deno.test("migrations run once, in order, each recorded with its checksum", async () => {
  const source = await createSource((schema) => ({
    "0001_first.sql": `create table ${schema}.people (id int primary key, name text);`,
    "0002_second.sql": `insert into ${schema}.people values (1, '张三'); -- two statements
                        insert into ${schema}.people values (2, '李四');`,
    "notes.md": "not a migration",
  }));
  const { schema } = source;
  const expected = [{ schema, version: 1, name: "first" }, { schema, version: 2, name: "second" }];
  assert.deepEqual(await migrate(database.sql, [source]), expected);
  assert.deepEqual(await migrate(database.sql, [source]), []);
  assert.deepEqual(await names(source), ["张三", "李四"]);
  const rows = await database.sql`
    select version, name, checksum, applied_at from ${database.sql(schema)}.schema_migrations`;
  assert.equal(rows.length, 2);
  assert.match(rows[0]!["checksum"], /^[0-9a-f]{64}$/);
  assert.ok(rows[0]!["applied_at"] instanceof Date);
});

Deno.test("when several processes migrate at once, one applies the files and the others apply none", async () => {
  const source = await createSource((schema) => ({
    "0001_first.sql": `create table ${schema}.people (name text); select pg_sleep(0.2);`,
    "0002_second.sql": `insert into ${schema}.people values ('once');`,
  }));
  const others = Array.from(
    { length: 3 },
    () => postgres(database.url, { max: 1, onnotice: () => {} }),
  );
  const results = await Promise.all(others.map((sql) => migrate(sql, [source])));
  assert.deepEqual(results.map((applied) => applied.length).sort(), [0, 0, 2]);
  assert.deepEqual(await names(source), ["once"]);
  await Promise.all(others.map((sql) => sql.end()));
});

Deno.test("a migration that fails changes nothing, and earlier ones stay applied", async () => {
  const source = await createSource((schema) => ({
    "0001_first.sql": `create table ${schema}.people (name text);`,
    "0002_second.sql": `insert into ${schema}.people values ('half'); select 1 / 0;`,
  }));
  await assert.rejects(migrate(database.sql, [source]), /0002_second\.sql failed .* by zero/);
  assert.deepEqual(await names(source), []);
  assert.match(
    await findSchemaProblem(database.sql, [source]) ?? "",
    /0002_second\.sql was not applied/,
  );
  const { schema } = source;
  await write(source, { "0002_second.sql": `insert into ${schema}.people values ('whole');` });
  assert.equal((await migrate(database.sql, [source])).length, 1);
  assert.deepEqual(await names(source), ["whole"]);
});

Deno.test("a name without its schema is an error", async () => {
  const source = await createSource(() => ({ "0001_first.sql": "create table people (id int);" }));
  await assert.rejects(migrate(database.sql, [source]), /no schema has been selected/);
});

Deno.test("a file that was changed, renamed or removed after it ran is an error", async () => {
  const source = await createSource((schema) => ({
    "0001_first.sql": `create table ${schema}.people (name text);\n`,
    "0002_second.sql": "select 2;",
  }));
  await migrate(database.sql, [source]);
  const original = await Deno.readTextFile(new URL("0001_first.sql", source.folder));

  await write(source, { "0001_first.sql": original.replaceAll("\n", "\r\n") });
  assert.equal(
    await findSchemaProblem(database.sql, [source]),
    undefined,
    "line ends have no effect",
  );
  await write(source, { "0001_first.sql": original.replace("text", "varchar") });
  await assertRefused(source, /0001_first\.sql has changed since/);
  await Deno.remove(new URL("0001_first.sql", source.folder));
  await write(source, { "0001_other.sql": original });
  await assertRefused(source, /0001_first\.sql was applied in place of 0001_other\.sql/);
  await Deno.remove(new URL("0001_other.sql", source.folder));
  await assert.rejects(migrate(database.sql, [source]), /0002_second\.sql comes where 0001_/);
  await write(source, { "0001_first.sql": original, "3_third.sql": "" });
  await assert.rejects(migrate(database.sql, [source]), /3_third\.sql is not named like/);
});

Deno.test("a database matches when it has all migrations of the files, or more", async () => {
  const first = { "0001_first.sql": "select 1;" };
  const source = await createSource(() => first);
  assert.match(
    await findSchemaProblem(database.sql, [source]) ?? "",
    /^The schema \w+ is not up to date: 0001_first\.sql was not applied yet\. Run "deno task/,
  );
  await write(source, { "0002_second.sql": "select 2;" });
  await migrate(database.sql, [source]);
  assert.equal(await findSchemaProblem(database.sql, [source]), undefined);
  await Deno.remove(new URL("0002_second.sql", source.folder));
  assert.equal(await findSchemaProblem(database.sql, [source]), undefined);
  assert.deepEqual(await migrate(database.sql, [source]), []);
});

type Files = Readonly<Record<string, string>>;

async function createSource(files: (schema: string) => Files): Promise<MigrationSource> {
  const folder = await Deno.makeTempDir();
  folders.push(folder);
  schemas += 1;
  const source = { schema: `service_${schemas}`, folder: pathToFileURL(`${folder}/`) };
  await write(source, files(source.schema));
  return source;
}

async function write(source: MigrationSource, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(new URL(name, source.folder), text);
  }
}

async function names({ schema }: MigrationSource): Promise<string[]> {
  const { sql } = database;
  const rows = await sql<{ name: string }[]>`select name from ${sql(schema)}.people order by name`;
  return rows.map(({ name }) => name).sort();
}

async function assertRefused(source: MigrationSource, sentence: RegExp): Promise<void> {
  await assert.rejects(migrate(database.sql, [source]), sentence);
  assert.match(await findSchemaProblem(database.sql, [source]) ?? "", sentence);
}
