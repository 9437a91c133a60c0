import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

/** A database with the tables of `auth`, for one test file. */
export async function createAuthDatabase(): Promise<TestDatabase> {
  const folder = new URL("../migrations/", import.meta.url);
  return await createTestDatabase([{ schema: "auth", folder }]);
}
