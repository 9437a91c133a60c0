import type postgres from "postgres";
import type { BrowserStack } from "tests/pages/support/browser_stack.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";

/** Runs `work` on the database of a stack while its process runs. */
export async function withStackDatabase<T>(
  { dataDir }: BrowserStack,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const database = await openPostgres({
    dataDir,
    attach: true,
    randomBytes: systemRandomBytes,
    logger: createLogger({ level: "warn", write: () => {} }),
  });
  try {
    return await work(database.sql);
  } finally {
    await database.close();
  }
}
