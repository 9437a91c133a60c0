import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { spawnServiceProcess } from "packages/testkit/service_process.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { services } from "embedded/services.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** `EX_CONFIG` of sysexits.h: the configuration has an error. */
const EXIT_CONFIG = 78;

let keysFile: string;
Deno.test.beforeAll(async () => {
  keysFile = await Deno.makeTempFile({ prefix: "wecom-stack-keys-" });
  await Deno.writeTextFile(keysFile, await generateSigningKeys(systemRandomBytes));
});
Deno.test.afterAll(() => Deno.remove(keysFile));

Deno.test("auth is alive but not ready until its schema is migrated, and the probe reports why", async () => {
  const database = await createTestDatabase();
  const redis = await startRedisServer();
  const auth = spawnServiceProcess({
    name: "auth",
    env: {
      PUBLIC_URL: "http://127.0.0.1:3000",
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      TOKEN_SIGNING_KEYS_FILE: keysFile,
    },
  });
  try {
    const { status, report } = await eventually(() => readReadiness(auth.url));
    assert.equal(status, 503);
    assert.equal(
      report.checks["schema"],
      "The schema jobs is not up to date: 0001_create_jobs.sql was not applied yet. " +
        'Run "deno task migrate"',
    );
    assert.match(report.checks["queues"] ?? "", /tables do not exist.*deno task migrate/);
    const { schema: _, queues: __, ...others } = report.checks;
    assert.deepEqual(others, { process: "ok", postgres: "ok", redis: "ok" });
    assert.equal((await fetch(`${auth.url}/livez`)).status, 200);
    await migrate(database.sql, migrationSources(services));
    await auth.whenReady();
  } finally {
    await auth.kill();
    await redis.stop();
    await database.drop();
  }
});

Deno.test("all configuration problems are reported at once, with exit code 78 and without a secret", async () => {
  const auth = spawnServiceProcess({
    name: "auth",
    env: {
      DATABASE_URL: "mysql://wecom:a-password@db.example.com/wecom",
      WECOM_CORP_ID: "ww0123456789abcdef",
      WECOM_SECRET_FILE: "/nowhere/wecom_secret",
      REDIS_URL: "redis://redis.example.com:6379",
      REDIS_URL_FILE: "/nowhere/redis_url",
      TOKEN_SIGNING_KEYS_FILE: "/nowhere/keys.json",
      MAX_WAITERS: "many",
      JWT_SECRET: "another-secret",
    },
  });
  assert.equal((await auth.whenEnded()).code, EXIT_CONFIG);
  const reported = auth.output().split("\n").filter((line) => /^ {2}\S/.test(line));
  assert.deepEqual(reported.map((line) => line.trim()).sort(), [
    "DATABASE_URL must be a URL such as postgres://user:password@db.example.com:5432/wecom_stack",
    "JWT_SECRET is no longer read: use TOKEN_SIGNING_KEYS_FILE",
    "MAX_WAITERS must be a whole number from 0 to 999999999",
    "PUBLIC_URL is missing",
    "REDIS_URL is given twice: keep either REDIS_URL or REDIS_URL_FILE",
    "TOKEN_SIGNING_KEYS_FILE names a file that is not there: check the path",
    "WECOM_AGENT_ID is missing: scan login needs WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET together",
    "WECOM_SECRET cannot be read: WECOM_SECRET_FILE names a file that is not there: check the path",
  ]);
  assert.doesNotMatch(auth.output(), /a-password|another-secret/);
});

Deno.test("a misspelt name is printed beside the problem that it causes", async () => {
  const callback = spawnServiceProcess({
    name: "callback",
    env: { WECOM_CORPID: "ww0123456789abcdef", WECOM_TOKEN: "aToken", API_HOST: "0.0.0.0" },
  });
  assert.equal((await callback.whenEnded()).code, EXIT_CONFIG);
  const output = callback.output();
  assert.match(output, /WECOM_CORP_ID is missing/);
  assert.match(output, /WECOM_CORPID is not read and has no effect: did you mean WECOM_CORP_ID\?/);
  assert.match(output, /API_HOST is no longer read: use HOST/);
});

Deno.test("a port in use ends the start with code 78, and the error names the port and its variable", async () => {
  const port = freePort();
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const redis = await startRedisServer();
  try {
    const env = {
      PUBLIC_URL: "http://127.0.0.1:3000",
      DATABASE_URL: "postgres://wecom:a-password@127.0.0.1:1/wecom",
      REDIS_URL: redis.url,
    };
    const callback = spawnServiceProcess({ name: "callback", env, port });
    assert.equal((await callback.whenEnded()).code, EXIT_CONFIG);
    assert.match(callback.output(), new RegExp(`PORT ${port} is taken by another process`));
  } finally {
    listener.close();
    await redis.stop();
  }
});

async function readReadiness(url: string) {
  const response = await fetch(`${url}/readyz?verbose`);
  const report = await response.json() as { checks: Record<string, string> };
  return { status: response.status, report };
}
