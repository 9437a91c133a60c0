import { services } from "embedded/services.ts";
import { createLogger } from "packages/platform/log.ts";
import { openConfiguredPostgres } from "packages/storage/embedded_backends.ts";
import { choosePostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { readOwnersPort } from "packages/storage/embedded_postgres/owner.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { findSchemaProblem } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { checkInbox } from "tools/doctor/checks/inbox.ts";
import { checkQueues } from "tools/doctor/checks/queues.ts";
import { about, fail, ok, skip, untranslated } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Wording } from "tools/doctor/finding.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { isFolder, readSetting } from "tools/doctor/settings.ts";

const VERSION_MIN = 150_000;
const SUBJECT = { id: "postgres", looked: untranslated("PostgreSQL") };

const UNREACHABLE: Wording = [
  "检查 DATABASE_URL 的主机、端口、用户名、密码和库名（psql \"$DATABASE_URL\" -c 'select 1'），以及防火墙和 pg_hba.conf。",
  "Check host, port, user, password and database name in DATABASE_URL (psql \"$DATABASE_URL\" -c 'select 1'), then firewall and pg_hba.conf.",
];

/** PostgreSQL: version, schemas, queues, and the inbox of callbacks. */
export const checkDatabase: Check = async (deployment) => {
  let postgres: Postgres | undefined;
  try {
    postgres = await openDatabase(deployment);
    if (postgres === undefined) return notRunning(deployment);
    // Try a slow database twice.
    await postgres.check().catch(() => postgres!.check());
    return await inspect(postgres, deployment);
  } catch (error) {
    // Messages of the driver contain hosts, users and databases, but no passwords.
    const reason = error instanceof Error ? error.message : String(error);
    return fail(SUBJECT, [`无法使用：${reason}`, reason], UNREACHABLE);
  } finally {
    await postgres?.close();
  }
};

/**
 * Connects to the configured database: DATABASE_URL, or the one that a running embedded process has started in DATA_DIR.
 * Undefined without either: the doctor starts no server.
 * @throws ConfigError when the data folder cannot be used
 */
async function openDatabase({ env }: Deployment): Promise<Postgres | undefined> {
  const databaseUrl = readSetting(env, "DATABASE_URL");
  const dataDir = env["DATA_DIR"] || "./.data";
  if (databaseUrl === undefined && !await isRunning(dataDir)) return undefined;
  const config = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir };
  const silent = createLogger({ level: "error", write: () => {} });
  return await openConfiguredPostgres(config, silent, true);
}

async function isRunning(dataDir: string): Promise<boolean> {
  if (!isFolder(dataDir)) return false;
  try {
    const { path } = await choosePostgresFolder(dataDir);
    return await readOwnersPort(path) !== undefined;
  } catch {
    return false;
  }
}

function notRunning({ env }: Deployment): Finding {
  const dataDir = env["DATA_DIR"] || "./.data";
  return skip(SUBJECT, [
    `没有设置 DATABASE_URL；内置数据库（${dataDir}）由 deno task start 启动，目前没有运行。`,
    `DATABASE_URL is not set. deno task start starts the embedded database (${dataDir}), which is not running now.`,
  ]);
}

async function inspect({ sql, place }: Postgres, deployment: Deployment): Promise<Findings> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number,
      current_setting('server_version') as text`;
  const { number, text } = row!;
  if (number < VERSION_MIN) {
    return fail({ ...SUBJECT, id: "postgres.version" }, [
      `版本是 ${text}，需要 15 或更高版本。`,
      `It is version ${text}; version 15 or later is required.`,
    ], [
      "升级 PostgreSQL，或让 DATABASE_URL 指向另一台服务器。",
      "Upgrade PostgreSQL, or set DATABASE_URL to another server.",
    ]);
  }
  const version = text.split(" ")[0]!;
  const usable = ok(SUBJECT, [`${place}，版本 ${version}。`, `${place}, version ${version}.`]);
  const isGiven = readSetting(deployment.env, "DATABASE_URL") !== undefined;
  const schema = await diagnoseSchema(sql, isGiven);
  if (schema.level === "fail") return [usable, schema];
  return [usable, schema, await checkQueues(sql), await checkInbox(sql, deployment)].flat();
}

async function diagnoseSchema(sql: Postgres["sql"], isGiven: boolean): Promise<Finding> {
  const subject = about("postgres.schema", "数据库结构", "Database schemas");
  const misfit = await findSchemaProblem(sql, migrationSources(services));
  if (misfit === undefined) return ok(subject, ["已是最新。", "Up to date."]);
  return fail(subject, [`与程序不符：${misfit}`, misfit], [
    isGiven
      ? "运行 deno task migrate（Kubernetes 里由迁移 Job 执行），随后服务会自动就绪。"
      : "运行 deno task migrate，或重启 deno task start。",
    isGiven
      ? "Run deno task migrate (on Kubernetes: the migration Job). The services then become ready."
      : "Run deno task migrate, or restart deno task start.",
  ]);
}
