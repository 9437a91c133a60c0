import assert from "node:assert/strict";
import { services } from "embedded/services.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { startServiceProcess } from "packages/testkit/service_process.ts";
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

/** Runs a service that may not listen at its HOST, which no check of the configuration foresees. */
async function runWithoutPermission(name: string): Promise<{ code: number; output: string }> {
  const { args, cwd } = readTaskCommand(name);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: args.map((arg) => arg === "--allow-net" ? "--allow-net=127.0.0.1" : arg),
    cwd,
    env: { ...environment(), HOST: "127.0.0.2", PORT: String(freePort()) },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, output: `${out}\n${err}` };
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
    const { code, output } = await runWithoutPermission(name);
    assert.equal(code, 1);
    const line = output.split("\n").find((line) => line.includes('"start_failed"'));
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
