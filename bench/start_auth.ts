import { systemRandomBytes } from "packages/platform/random.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { startServiceProcess } from "packages/testkit/service_process.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { authService } from "services/auth/service.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** One auth process with the released flags. */
export interface BenchedAuth {
  readonly port: number;
  /** Resident memory from `/proc`. */
  residentBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `auth` with a new database. */
export async function startAuth(redisUrl: string): Promise<BenchedAuth> {
  const services = [authService];
  const database = await createTestDatabase(migrationSources(services));
  const keysFile = await Deno.makeTempFile();
  await Deno.writeTextFile(keysFile, await generateSigningKeys(systemRandomBytes));
  const auth = await startServiceProcess({
    name: "auth",
    env: {
      PUBLIC_URL: "http://127.0.0.1",
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      TOKEN_SIGNING_KEYS_FILE: keysFile,
      LOG_LEVEL: "warn",
      RATE_LIMIT_FACTOR: "1000",
    },
  });
  return {
    port: auth.port,
    async residentBytes() {
      const status = await Deno.readTextFile(`/proc/${auth.pid}/status`);
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
    },
    async stop() {
      await auth.terminate();
      await database.drop();
      await Deno.remove(keysFile);
    },
  };
}
