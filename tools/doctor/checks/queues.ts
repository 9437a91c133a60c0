import { services } from "embedded/services.ts";
import { queuesOf } from "packages/storage/service.ts";
import { DEAD_LETTER_QUEUE } from "packages/storage/jobs/dead_letters.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { fail, type Finding, ok, type Subject, warn } from "tools/doctor/finding.ts";

/** A job that has waited so long after it was due is one that nobody works off. */
const WAIT_SECONDS_MAX = 120;

/** Whether the queues are there, how much waits in them, and what has failed for good. */
export async function checkQueues(sql: Postgres["sql"]): Promise<Finding[]> {
  const subject = { id: "queues", looked: { zh: "任务队列", en: "Job queues" } };
  const missing = await findMissing(sql);
  if (missing.length > 0) {
    return [fail({ ...subject, id: "queues.missing" }, {
      zh: `缺少队列：${missing.join("、")}。`,
      en: `Queues are missing: ${missing.join(", ")}.`,
    }, { zh: "运行 deno task migrate。", en: "Run deno task migrate." })];
  }
  return [await judgeWaiting(sql, subject), await judgeDeadLetters(sql)];
}

async function findMissing(sql: Postgres["sql"]): Promise<string[]> {
  const wanted = queuesOf(services).map(({ name }) => name);
  const [there] = await sql<{ exists: boolean }[]>`
    select to_regclass('pgboss.queue') is not null as exists`;
  if (!there!.exists) return wanted;
  const rows = await sql<{ name: string }[]>`select name from pgboss.queue`;
  const names = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !names.has(name));
}

async function judgeWaiting(sql: Postgres["sql"], subject: Subject): Promise<Finding> {
  const rows = await sql<{ name: string; waiting: number; active: number; late: number }[]>`
    select name, count(*) filter (where state < 'active')::int as waiting,
      count(*) filter (where state = 'active')::int as active,
      coalesce(extract(epoch from now() - min(start_after)
        filter (where state < 'active' and start_after <= now())), 0)::int as late
    from pgboss.job
    where name <> ${DEAD_LETTER_QUEUE} and state <= 'active'
    group by name order by name`;
  const shown = rows.map(({ name, waiting, active }) => `${name} ${waiting}+${active}`).join(", ");
  const late = rows.filter((row) => row.late > WAIT_SECONDS_MAX);
  if (late.length === 0) {
    return ok(subject, {
      zh: shown === "" ? "空。" : `等待+处理中：${shown}。`,
      en: shown === "" ? "They are empty." : `Waiting+at work: ${shown}.`,
    });
  }
  const names = late.map(({ name, late }) => `${name} (${late} s)`).join(", ");
  return warn({ ...subject, id: "queues.late" }, {
    zh: `到期的任务没有人处理：${names}。`,
    en: `Due jobs are not worked off: ${names}.`,
  }, {
    zh:
      "看处理它们的服务是否在运行并就绪（callback.message、conversation.wake、media.keep 由 ai-reply 处理，member.changed 由 auth 处理）。",
    en:
      "See whether the service that works them off runs and is ready (callback.message, conversation.wake and media.keep: ai-reply; member.changed: auth).",
  });
}

async function judgeDeadLetters(sql: Postgres["sql"]): Promise<Finding> {
  const subject = {
    id: "queues.dead_letters",
    looked: {
      zh: "失败任务（多次尝试仍未成功）",
      en: "Dead letters: jobs that have failed for good",
    },
  };
  const rows = await sql<{ queue: string; count: number; latest: Date }[]>`
    select source_name as queue, count(*)::int as count, max(created_on) as latest
    from pgboss.job where name = ${DEAD_LETTER_QUEUE} and source_name is not null
    group by source_name order by source_name`;
  if (rows.length === 0) return ok(subject, { zh: "没有。", en: "There are none." });
  const shown = rows
    .map(({ queue, count, latest }) => `${queue} ${count} (${latest.toISOString()})`).join(", ");
  return warn(subject, { zh: `有：${shown}。`, en: `There are: ${shown}.` }, {
    zh: "在控制台的“失败任务”（/console/inbox/dead-letters）查看原因，处理后点“重新执行”。",
    en: "See why at /console/inbox/dead-letters (Failed jobs); mend that and run them again.",
  });
}
