import assert from "node:assert/strict";
import { services } from "embedded/services.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { spawnServiceProcess, startServiceProcess } from "packages/testkit/service_process.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

let database: TestDatabase;
let redis: RedisServer;
let keysFile: string;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources(services));
  redis = await startRedisServer();
  keysFile = await Deno.makeTempFile({ prefix: "wecom-stack-keys-" });
  await Deno.writeTextFile(keysFile, await generateSigningKeys(systemRandomBytes));
});
Deno.test.afterAll(async () => {
  await redis.stop();
  await database.drop();
  await Deno.remove(keysFile);
});

function environment() {
  return {
    PUBLIC_URL: "http://127.0.0.1:3000",
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TOKEN_SIGNING_KEYS_FILE: keysFile,
  };
}

for (const { name } of services) {
  Deno.test(`the task ${name} starts a bundle, which becomes ready and serves its assets`, async () => {
    assert.equal(readTaskCommand(name).args.at(-1), `.build/services/${name}.js`);
    const service = await startServiceProcess({ name, env: environment() });
    try {
      const built = await Array.fromAsync(Deno.readDir(`.build/assets/${name}`));
      const stylesheet = built.find((file) => file.name.endsWith(".css"))!.name;
      const asset = await fetch(`${service.url}/assets/${name}/${stylesheet}`);
      assert.equal(asset.status, 200);
      await asset.body?.cancel();
    } finally {
      await service.terminate();
    }
  });

  Deno.test(`an error of the bundle of ${name} is logged with the file and line of the source`, async () => {
    const service = spawnServiceProcess({ name, env: { ...environment(), HOST: "203.0.113.1" } });
    assert.equal((await service.whenEnded()).code, 1);
    const line = service.output().split("\n").find((line) => line.includes('"start_failed"'));
    const { error } = JSON.parse(line!) as { error: { stack: string[] } };
    const [, file, number] = error.stack.map((frame) =>
      /\(file:\/\/(\S+\/packages\/platform\/listen\.ts):(\d+)/.exec(frame)
    ).find((match) =>
      match !== null
    ) ?? [];
    const source = (await Deno.readTextFile(file!)).split("\n");
    assert.match(source[Number(number) - 1]!, /Deno\.serve/);
  });
}
