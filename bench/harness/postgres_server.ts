import postgres from "postgres";
import { services } from "embedded/services.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { OTHER_CORE, startPinned } from "bench/harness/pinned_process.ts";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "top",
  max_connections: "300",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
};

/** A database with the tables of all services. */
export interface BenchDatabase extends AsyncDisposable {
  /** For the measured processes. */
  readonly url: string;
  /** The same server and database as `url`, with another host and port: for a proxy. */
  urlVia(port: number): string;
  /** For the benchmark itself; its statements are not among those of `countStatements`. */
  readonly sql: postgres.Sql;
  /** How many statements the measured processes have run, with begin and commit. */
  countStatements(): Promise<number>;
}

/** Debian's PostgreSQL, which waits for the disk at each commit. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Creates a database, and a user of the same name for the measured processes. */
  createDatabase(name: string): Promise<BenchDatabase>;
}

/** Starts PostgreSQL 15 beside the load generator. @throws Error when it is not installed */
export async function startPostgresServer(): Promise<PostgresServer> {
  const bin = "/usr/lib/postgresql/15/bin";
  const dir = await Deno.makeTempDir({ prefix: "wecom-stack-bench-" });
  const uid = Deno.uid() === 0 ? await readUid("postgres") : undefined;
  if (uid !== undefined) await Deno.chown(dir, uid, null);
  const port = freePort();
  const initdb = await new Deno.Command(`${bin}/initdb`, {
    args: ["-D", `${dir}/data`, "-A", "trust", "-U", "postgres"],
    // Its user may not enter the folder of the project.
    cwd: dir,
    ...uid === undefined ? {} : { uid },
  }).output();
  if (!initdb.success) throw new Error(new TextDecoder().decode(initdb.stderr));
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = startPinned({
    core: OTHER_CORE,
    command: [`${bin}/postgres`, "-D", `${dir}/data`, "-p", String(port), ...settings],
    uid,
    cwd: dir,
    endSignal: "SIGINT",
  });
  const admin = connect(`postgres://postgres@127.0.0.1:${port}/postgres`);
  await eventually(() => admin`select 1`);
  return {
    port,
    pid: server.pid,
    createDatabase: (name) => createDatabase(admin, port, name),
    async [Symbol.asyncDispose]() {
      await admin.end({ timeout: 1 });
      await server[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function createDatabase(
  admin: postgres.Sql,
  port: number,
  name: string,
): Promise<BenchDatabase> {
  await admin.unsafe(`create role ${name} superuser login`);
  await admin.unsafe(`create database ${name} owner ${name}`);
  const sql = connect(`postgres://postgres@127.0.0.1:${port}/${name}`);
  await sql.unsafe("create extension pg_stat_statements");
  await migrate(sql, migrationSources(services));
  const urlVia = (viaPort: number) => `postgres://${name}@127.0.0.1:${viaPort}/${name}`;
  return {
    url: urlVia(port),
    urlVia,
    sql,
    async countStatements() {
      const [row] = await sql<[{ calls: number }]>`
        select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
        where userid = ${name}::regrole`;
      return row.calls;
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.unsafe(`drop role ${name}`);
    },
  };
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 2, onnotice: () => {}, connection: { TimeZone: "UTC" } });
}

async function readUid(user: string): Promise<number> {
  const { stdout } = await new Deno.Command("id", { args: ["-u", user] }).output();
  return Number(new TextDecoder().decode(stdout));
}
