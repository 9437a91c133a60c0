import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { createLogger } from "packages/platform/log.ts";
import { embeddedBackends } from "packages/storage/embedded_backends.ts";
import type { StoredService } from "packages/storage/service.ts";
import { freePort } from "packages/testkit/free_port.ts";

Deno.test("a migration that fails ends the start and the server, with the error of the migration", async () => {
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-backends-" });
  // As root PostgreSQL runs as another user, who must be able to enter.
  await Deno.chmod(folder, 0o755);
  try {
    await Deno.mkdir(`${folder}/migrations`);
    await Deno.writeTextFile(`${folder}/migrations/0001_broken.sql`, "select 1 / 0;");
    const service: StoredService = {
      name: "broken",
      paths: [],
      port: 3999,
      queues: [],
      config: [],
      migrations: pathToFileURL(`${folder}/migrations/`),
      create: () => assert.fail("the service must not be created"),
    };
    let origin = "";
    const { openBackends } = embeddedBackends({
      onOpened: (opened) => origin = opened.origin,
    });
    const dataDir = `${folder}/data`;
    const config = { DATABASE_URL: undefined, REDIS_URL: undefined, DATA_DIR: dataDir };
    const log = createLogger({ level: "error" });
    await assert.rejects(
      openBackends(config, log, [service]),
      /^Error: Cannot migrate schema broken: 0001_broken\.sql failed/,
    );
    assert.equal(origin, "");
    assert.deepEqual(await pidFiles(dataDir), []);

    const fixed = { ...service, migrations: new URL("nothing/", pathToFileURL(`${folder}/`)) };
    await Deno.mkdir(`${folder}/nothing`);
    const opened = await openBackends(config, log, [fixed]);
    assert.equal((await opened.backends.sql`select 1 as one`)[0]!["one"], 1);
    assert.equal((await pidFiles(dataDir)).length, 1);
    await opened.close();
    assert.deepEqual(await pidFiles(dataDir), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("when a given database does not answer, the start fails with the next step and without the password", async () => {
  const onOpened = () => assert.fail("must not open");
  const { openBackends } = embeddedBackends({ onOpened });
  const config = {
    DATABASE_URL: `postgres://user:hunter2@127.0.0.1:${freePort()}/orders`,
    REDIS_URL: undefined,
    DATA_DIR: "unused",
  };
  const opening = openBackends(config, createLogger({ level: "error" }), []);
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof Error);
    assert.match(
      error.message,
      /^PostgreSQL at DATABASE_URL, .*\/orders: connect ECONNREFUSED .*\. Start PostgreSQL, or correct/,
    );
    assert.doesNotMatch(String(error.message), /hunter2/);
    return true;
  });
});

/** PostgreSQL has this file in its data folder while it runs. */
async function pidFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name === "postmaster.pid") found.push(name);
    if (isDirectory) found.push(...await pidFiles(`${folder}/${name}`));
  }
  return found;
}
