import { services } from "embedded/services.ts";
import { queuesOf } from "packages/storage/service.ts";
import { DEAD_LETTER_QUEUE } from "packages/storage/jobs/dead_letters.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { about, fail, ok, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";

/** No worker takes a job that is overdue for so long. */
const WAIT_SECONDS_MAX = 120;

/** Whether the queues exist, how many jobs wait, and which have failed permanently. */
export async function checkQueues(sql: Postgres["sql"]): Promise<Findings> {
  const subject = about("queues", "任务队列", "Job queues");
  const missing = await findMissing(sql);
  if (missing.length > 0) {
    return fail({ ...subject, id: "queues.missing" }, [
      `缺少队列：${missing.join("、")}。`,
      `Missing queues: ${missing.join(", ")}.`,
    ], ["运行 deno task migrate。", "Run deno task migrate."]);
  }
  return [await diagnoseWaiting(sql, subject), await diagnoseDeadLetters(sql)];
}

async function findMissing(sql: Postgres["sql"]): Promise<string[]> {
  const wanted = queuesOf(services).map(({ name }) => name);
  const [found] = await sql<{ exists: boolean }[]>`
    select to_regclass('pgboss.queue') is not null as exists`;
  if (!found!.exists) return wanted;
  const rows = await sql<{ name: string }[]>`select name from pgboss.queue`;
  const names = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !names.has(name));
}

async function diagnoseWaiting(sql: Postgres["sql"], subject: Subject): Promise<Finding> {
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
    return ok(subject, [
      shown === "" ? "没有任务。" : `等待+处理中：${shown}。`,
      shown === "" ? "They are empty." : `Waiting+active: ${shown}.`,
    ]);
  }
  const names = late.map(({ name, late }) => `${name} (${late} s)`).join(", ");
  return warn({ ...subject, id: "queues.late" }, [
    `有到期的任务没有被处理：${names}。`,
    `No worker takes these due jobs: ${names}.`,
  ], [
    "确认处理它们的服务在运行并已就绪（callback.message、conversation.wake、media.keep 由 ai-reply 处理，member.changed 由 auth 处理）。",
    "Check that the service which handles them is running and ready (callback.message, conversation.wake and media.keep: ai-reply; member.changed: auth).",
  ]);
}

async function diagnoseDeadLetters(sql: Postgres["sql"]): Promise<Finding> {
  const subject = about(
    "queues.dead_letters",
    "失败任务（多次重试仍未成功）",
    "Dead letters: jobs that have failed permanently",
  );
  const rows = await sql<{ queue: string; count: number; latest: Date }[]>`
    select source_name as queue, count(*)::int as count, max(created_on) as latest
    from pgboss.job where name = ${DEAD_LETTER_QUEUE} and source_name is not null
    group by source_name order by source_name`;
  if (rows.length === 0) return ok(subject, ["没有。", "There are none."]);
  const shown = rows
    .map(({ queue, count, latest }) => `${queue} ${count} (${latest.toISOString()})`).join(", ");
  return warn(subject, [`${shown}。`, `${shown}.`], [
    "在控制台的“失败任务”（/console/inbox/dead-letters）查看原因，解决后点“重新执行”。",
    "See the reasons at /console/inbox/dead-letters (Failed jobs), fix them, then run the jobs again.",
  ]);
}
