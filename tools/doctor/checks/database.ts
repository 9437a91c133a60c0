import { services } from "embedded/services.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { findSchemaProblem } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { checkInbox } from "tools/doctor/checks/inbox.ts";
import { checkQueues } from "tools/doctor/checks/queues.ts";
import { fail, type Finding, ok, same, skip } from "tools/doctor/finding.ts";
import type { Check, Examined } from "tools/doctor/examined.ts";
import { openDatabase } from "tools/doctor/open_database.ts";
import { readSetting } from "tools/doctor/settings.ts";

const VERSION_MIN = 150_000;
const SUBJECT = { id: "postgres", looked: same("PostgreSQL") };

const UNREACHABLE = {
  zh:
    "核对 DATABASE_URL 的主机、端口、用户名、密码和库名（psql \"$DATABASE_URL\" -c 'select 1'），以及防火墙和 pg_hba.conf。",
  en:
    "Compare host, port, user, password and name in DATABASE_URL (psql \"$DATABASE_URL\" -c 'select 1'), then firewall and pg_hba.conf.",
};

/** PostgreSQL, the schemas, the queues, and what they say of callbacks that have come. */
export const checkDatabase: Check = async (examined) => {
  let postgres: Postgres | undefined;
  try {
    postgres = await openDatabase(examined);
    if (postgres === undefined) return [notThere(examined)];
    // A database that is only slow today gets a second chance.
    await postgres.check().catch(() => postgres!.check());
    return await lookInside(postgres, examined);
  } catch (error) {
    // The driver's sentences name hosts, users and databases, and no passwords.
    const reason = error instanceof Error ? error.message : String(error);
    return [fail(SUBJECT, { zh: `用不了：${reason}`, en: reason }, UNREACHABLE)];
  } finally {
    await postgres?.close();
  }
};

function notThere({ env }: Examined): Finding {
  const dataDir = env["DATA_DIR"] || "./.data";
  return skip(SUBJECT, {
    zh: `没有设置 DATABASE_URL；内置的数据库（${dataDir}）由 deno task start 启动，现在没有运行。`,
    en:
      `DATABASE_URL is not set; the embedded database (${dataDir}) is started by deno task start and does not run now.`,
  });
}

async function lookInside({ sql, place }: Postgres, examined: Examined): Promise<Finding[]> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number,
      current_setting('server_version') as text`;
  const { number, text } = row!;
  if (number < VERSION_MIN) {
    return [fail({ ...SUBJECT, id: "postgres.version" }, {
      zh: `版本是 ${text}，需要 15 或更高。`,
      en: `It is version ${text}; 15 or later is needed.`,
    }, {
      zh: "升级 PostgreSQL，或把 DATABASE_URL 指向另一台。",
      en: "Upgrade PostgreSQL, or let DATABASE_URL lead to another one.",
    })];
  }
  const version = text.split(" ")[0]!;
  const found = { zh: `${place}，版本 ${version}。`, en: `${place}, version ${version}.` };
  const schema = await judgeSchema(sql, readSetting(examined.env, "DATABASE_URL") !== undefined);
  if (schema.level === "fail") return [ok(SUBJECT, found), schema];
  return [
    ok(SUBJECT, found),
    schema,
    ...await checkQueues(sql),
    ...await checkInbox(sql, examined),
  ];
}

async function judgeSchema(sql: Postgres["sql"], isGiven: boolean): Promise<Finding> {
  const subject = {
    id: "postgres.schema",
    looked: { zh: "数据库结构", en: "Schemas of the database" },
  };
  const misfit = await findSchemaProblem(sql, migrationSources(services));
  if (misfit === undefined) return ok(subject, { zh: "是最新的。", en: "They are up to date." });
  return fail(subject, { zh: `与程序不符：${misfit}`, en: misfit }, {
    zh: isGiven
      ? "运行 deno task migrate（Kubernetes 里由迁移 Job 完成），服务会自动就绪。"
      : "运行 deno task migrate，或重启 deno task start。",
    en: isGiven
      ? "Run deno task migrate (on Kubernetes the migration Job does); the services then get ready by themselves."
      : "Run deno task migrate, or restart deno task start.",
  });
}
