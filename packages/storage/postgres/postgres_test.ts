import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createLogger } from "packages/platform/log.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { openPostgres, type PostgresOptions } from "packages/storage/postgres/postgres.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { ignoreLostConnections } from "packages/testkit/ignore_lost_connections.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

const CHILD = fileURLToPath(new URL("./postgres_test_child.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/** A data folder with a database, shared by most tests. */
let shared = "";
Deno.test.beforeAll(async () => {
  shared = await makeDataDir();
});
Deno.test.afterAll(() => Deno.remove(shared, { recursive: true }));

Deno.test("the database at DATABASE_URL is used, its description has no password, and a wrong password is an error", async () => {
  const server = await createTestDatabase();
  const wrong = new URL(server.url);
  wrong.password = "guess";
  try {
    const database = await openPostgres({ databaseUrl: server.url, maxConnections: 2 });
    await database.check();
    assert.match(database.origin, /^PostgreSQL at DATABASE_URL, 127\.0\.0\.1:\d+\/test_\w+$/);
    assert.deepEqual([...await database.sql`show TimeZone`], [{ TimeZone: "UTC" }]);
    assert.deepEqual([...await database.sql`show jit`], [{ jit: "off" }]);
    await database.close();
    const wrongLogin = await openPostgres({ databaseUrl: wrong.href });
    await assert.rejects(wrongLogin.check(), /password authentication failed/);
    await wrongLogin.close();
  } finally {
    await server.drop();
  }
});

Deno.test("check rejects in time when the database is away", async () => {
  const port = freePort();
  const databaseUrl = `postgres://postgres:hunter2@127.0.0.1:${port}/postgres`;
  const away = await openPostgres({ databaseUrl });
  await assert.rejects(away.check(), (error: Error) => {
    assert.match(error.message, /^Cannot use PostgreSQL: /);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
  await away.close();
});

Deno.test("queries to a server that does not answer reject in time, and work when it answers again", async () => {
  const server = await createTestDatabase();
  const proxy = startTcpProxy(Number(new URL(server.url).port));
  const url = new URL(server.url);
  url.port = String(proxy.port);
  const database = await openPostgres({ databaseUrl: url.href, maxConnections: 1 });
  const { sql } = database;
  try {
    assert.deepEqual([...await sql`show statement_timeout`], [{ statement_timeout: "10s" }]);
    const two = sql`2`;
    assert.deepEqual([...await sql`select ${two} as number`], [{ number: 2 }]);
    assert.equal(await sql.begin(async (tx) => (await tx`select`).count), 1);
    proxy.dropAnswersTo("select");
    const startedAt = performance.now();
    const waits = [sql`select 1`, sql.begin((tx) => tx`select 1`), sql`select 1`.execute()];
    for (const { status, ...outcome } of await Promise.allSettled(waits)) {
      assert.equal(status, "rejected");
      assert.ok("reason" in outcome && isUnavailable(outcome.reason));
    }
    assert.ok(
      performance.now() - startedAt < 9_500,
      "the queries time out at the same time, not one after the other",
    );
    proxy.cut();
    await eventually(() => proxy.restore());
    await eventually(() => database.check());
  } finally {
    await database.close();
    await proxy.stop();
    await server.drop();
  }
});

Deno.test("the first start creates a durable database, and later starts keep it", async () => {
  const first = await openPostgres(embedded(shared));
  assert.ok(first.origin.includes(`data in ${await Deno.realPath(shared)}/postgres`));
  const [settings] = await first.sql`
    select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
      current_setting('listen_addresses') as addresses, current_setting('TimeZone') as zone`;
  const expected = { fsync: "on", encoding: "UTF8", addresses: "127.0.0.1", zone: "UTC" };
  assert.deepEqual({ ...settings }, expected);
  await first.sql`create table public.kept as select '扫码' as word`;
  await first.close();
  const second = await openPostgres(embedded(shared));
  assert.deepEqual([...await second.sql`select word from public.kept`], [{ word: "扫码" }]);
  await second.close();
  assert.equal((await Deno.stat(`${shared}/postgres/password`)).mode! & 0o777, 0o600);
});

Deno.test("a second process on the folder gets an error, or attaches", async () => {
  const owner = await startChild(shared);
  const { path, pid } = { path: `${await Deno.realPath(shared)}/postgres`, pid: owner.pid };
  await assert.rejects(
    openPostgres(embedded(shared)),
    new PostgresUnavailableError(
      `Cannot start PostgreSQL in ${path}: process ${pid} is using it. ` +
        "End that process, use another DATA_DIR for this one, or set DATABASE_URL",
    ),
  );
  const guest = await openPostgres({ ...embedded(shared), attach: true });
  const [row] = await guest.sql`select current_setting('data_directory') as data`;
  assert.deepEqual({ ...row }, { data: `${path}/data` });
  await guest.close();
  assert.match(await (await startChild(shared, "attach")).rest(), /^$/);

  owner.kill("SIGTERM");
  await owner.ended;
  const next = await openPostgres({ ...embedded(shared), attach: true });
  await next.close();
});

Deno.test("after SIGKILL of the owner, or of owner and server, the next start works", async () => {
  for (const alsoServer of [false, true]) {
    const owner = await startChild(shared);
    const server = await serverPid(shared);
    owner.kill("SIGKILL");
    if (alsoServer) Deno.kill(server, "SIGKILL");
    else assert.ok(await isAlive(server), "the server of a killed owner still runs");
    await owner.ended;
    const next = await openPostgres(embedded(shared));
    await next.check();
    assert.notEqual(await serverPid(shared), server);
    assert.ok(!await isAlive(server));
    await next.close();
  }
});

Deno.test("a server that is killed is started again by its owner, with its data, and the pool works", async () => {
  const database = await openPostgres(embedded(shared, () => {}));
  const notice = ignoreLostConnections();
  try {
    await database.sql`create table public.written as select 1 as number`;
    for (let kills = 0; kills < 2; kills += 1) {
      const killed = await serverPid(shared);
      Deno.kill(killed, "SIGKILL");
      await eventually(async () => {
        await database.check();
        assert.notEqual(await serverPid(shared), killed);
      });
      assert.deepEqual([...await database.sql`select number from public.written`], [{ number: 1 }]);
    }
    const guest = await openPostgres({ ...embedded(shared), attach: true });
    await guest.check();
    await guest.close();
  } finally {
    await database.close();
    notice();
  }
});

Deno.test("a postmaster.pid with the number of another program is ignored", async () => {
  const note = `${shared}/postgres/data/postmaster.pid`;
  await Deno.writeTextFile(note, `${Deno.pid}\n${shared}/postgres/data\n0\n1\n`);
  await Deno.chmod(note, 0o644);
  const database = await openPostgres(embedded(shared));
  await database.check();
  await database.close();
});

Deno.test("the server ends when the process exits without closing it", async () => {
  const child = await startChild(shared, "exit");
  await child.ended;
  await eventually(() => assert.rejects(serverPid(shared), Deno.errors.NotFound));
});

Deno.test("after an interrupted first start the next one creates the database", async () => {
  await Deno.rename(`${shared}/postgres/data`, `${shared}/postgres/data.partial`);
  const [binaries] = await Array.fromAsync(Deno.readDir(`${shared}/postgres`))
    .then((entries) => entries.filter(({ name }) => name.startsWith("native-")));
  const path = `${shared}/postgres/${binaries!.name}`;
  await Deno.rename(path, `${path}.partial`);
  const database = await openPostgres(embedded(shared));
  await database.check();
  await database.close();
});

Deno.test("a database of another major version is refused and not changed", async () => {
  await withDataDir(async (dataDir) => {
    await Deno.mkdir(`${dataDir}/postgres/data`, { recursive: true });
    await Deno.writeTextFile(`${dataDir}/postgres/data/PG_VERSION`, "12\n");
    await assert.rejects(openPostgres(embedded(dataDir)), /was created by version 12\. Dump it/);
  });
});

if (Deno.uid() === 0) {
  Deno.test("as root, in a folder that only root may enter: the files are outside, always in the same folder", async () => {
    const home = await Deno.makeTempDir();
    const dataDir = `${home}/data`;
    let folder = "";
    try {
      for (let start = 1; start <= 2; start += 1) {
        const child = await startChild(dataDir, "stay", home);
        assert.match(child.output, /postgres_folder_outside/);
        assert.match(child.output, /user 65534 may not enter/);
        const { data, origin } = JSON.parse(/ready (.*)/.exec(child.output)![1]!);
        if (start === 1) folder = data.replace(/\/data$/, "");
        assert.match(folder, /^\/var\/lib\/wecom-stack\/[0-9a-f]{16}$/);
        assert.equal(data, `${folder}/data`);
        assert.ok(origin.includes(`data in ${folder}, because PostgreSQL does not run as root`));
        assert.equal((await Deno.stat(data)).uid, 65_534);
        child.kill("SIGTERM");
        await child.ended;
      }
    } finally {
      await Deno.remove(home, { recursive: true });
      if (folder !== "") await Deno.remove(folder, { recursive: true });
    }
  });

  Deno.test("as root, a database that its user can no longer enter is an error, not replaced", async () => {
    await Deno.chmod(shared, 0o700);
    await assert.rejects(openPostgres(embedded(shared)), /can no longer enter .*chmod o\+x/);
    await Deno.chmod(shared, 0o755);
  });

  Deno.test("as root, the database of another user runs as that user", async () => {
    await new Deno.Command("chown", { args: ["-R", "1234:1234", `${shared}/postgres`] }).output();
    const database = await openPostgres(embedded(shared));
    await database.check();
    await database.close();
    assert.equal((await Deno.stat(`${shared}/postgres/owner.lock`)).uid, 1234);
  });
}

function embedded(dataDir: string, write?: (line: string) => void): PostgresOptions {
  const log = createLogger({ level: "error", ...write !== undefined && { write } });
  return { dataDir, randomBytes: systemRandomBytes, log };
}

async function makeDataDir(): Promise<string> {
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-test-" });
  // As root, PostgreSQL runs as another user, who must be able to enter.
  await Deno.chmod(dataDir, 0o755);
  return dataDir;
}

async function withDataDir(run: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await makeDataDir();
  try {
    await run(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** Starts postgres_test_child.ts and waits until it has opened the database. */
async function startChild(dataDir: string, then = "stay", cwd?: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", `--config=${CONFIG}`, CHILD, dataDir, then],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    ...(cwd === undefined ? {} : { cwd }),
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  while (!/^(ready|failed) .*\n/m.test(output)) {
    const { value, done } = await reader.read();
    if (done) break;
    output += value;
  }
  assert.match(output, /^ready /m);
  const rest = async () => {
    let text = "";
    for (let part; !(part = await reader.read()).done;) text += part.value;
    return text;
  };
  return {
    pid: child.pid,
    output,
    rest,
    kill: (signal: Deno.Signal) => child.kill(signal),
    ended: child.status.then(() => reader.cancel()),
  };
}

async function serverPid(dataDir: string): Promise<number> {
  const note = await Deno.readTextFile(`${dataDir}/postgres/data/postmaster.pid`);
  return Number(note.split("\n")[0]);
}

/** An ended process stays in the list as a zombie until its parent waits for it. */
async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .output();
  return /^[^Z]/.test(new TextDecoder().decode(stdout));
}
