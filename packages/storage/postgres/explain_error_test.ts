import assert from "node:assert/strict";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
});
Deno.test.afterAll(() => database.drop());

/** The sentence of the check of an address, which differs from the right one. */
async function problemAt(change: (url: URL) => void): Promise<string> {
  const url = new URL(database.url);
  change(url);
  const postgres = await openPostgres({ databaseUrl: url.href });
  try {
    await postgres.check();
    return "ok";
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.doesNotMatch(error.message, /hunter2/);
    return error.message;
  } finally {
    await postgres.close();
  }
}

Deno.test("a database that cannot be used is described with the next step, without the password", async () => {
  const cases: [(url: URL) => void, RegExp][] = [
    [
      (url) => url.port = String(freePort()),
      /ECONNREFUSED .*\. Start PostgreSQL, or correct host and port/,
    ],
    [(url) => url.hostname = "db.invalid", /ENOTFOUND|EAI_AGAIN/],
    [
      (url) => url.password = "hunter2",
      /password authentication failed .*\. Correct user and password/,
    ],
    [
      (url) => url.pathname = "/absent",
      /"absent" does not exist\. Create the database, or correct its name/,
    ],
    [
      (url) => url.search = "?speed=high",
      /has the parameter speed, which PostgreSQL does not know\. Remove it/,
    ],
    [(url) => url.search = "?sslmode=require", /refuses TLS.*\. Check sslmode in DATABASE_URL/],
  ];
  for (const [change, expected] of cases) {
    const problem = await problemAt(change);
    assert.match(problem, /^Cannot use PostgreSQL: (?!Cannot use)/);
    assert.match(problem, expected);
  }
});

Deno.test("a server that is not PostgreSQL is described as such", async () => {
  const web = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response());
  try {
    const problem = await problemAt((url) => url.port = String(web.addr.port));
    assert.match(problem, /The server closed the connection: check that it is PostgreSQL/);
  } finally {
    await web.shutdown();
  }
});
