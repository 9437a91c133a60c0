/** A separate process for postgres_test.ts: opens the database of a folder, prints a line, and stays. */
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const [dataDir = "", then = "stay"] = Deno.args;
const log = createLogger({ level: "info", write: print });
try {
  const database = await openPostgres({
    dataDir,
    attach: then === "attach",
    randomBytes: systemRandomBytes,
    log,
  });
  const [row] = await database.sql`
    select current_setting('data_directory') as data, current_setting('fsync') as fsync`;
  print(`ready ${JSON.stringify({ origin: database.origin, ...row })}`);
  if (then === "exit") Deno.exit(0);
  if (then === "stay") Deno.addSignalListener("SIGTERM", () => void database.close());
  if (then === "attach") await database.close();
} catch (error) {
  print(`failed ${error}`);
}
