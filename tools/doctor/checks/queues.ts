import {
  countDeadLetters,
  hasJobTables,
  readQueueStates,
} from "packages/storage/jobs/queue_state.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import { about, fail, ok, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";

/** No worker takes a job that is overdue for so long. */
const WAIT_SECONDS_MAX = 120;

/** Whether the tables exist, how many jobs wait, and which have failed permanently. */
export async function checkQueues(sql: Postgres["sql"]): Promise<Findings> {
  const subject = about("queues", "任务队列", "Job queues");
  if (!await hasJobTables(sql)) {
    return fail({ ...subject, id: "queues.missing" }, [
      "数据库里没有任务队列的表。",
      "The tables of the job queue do not exist.",
    ], ["运行 deno task migrate。", "Run deno task migrate."]);
  }
  return [await diagnoseWaiting(sql, subject), await diagnoseDeadLetters(sql)];
}

async function diagnoseWaiting(sql: Postgres["sql"], subject: Subject): Promise<Finding> {
  const states = await readQueueStates(sql);
  const shown = states.map(({ queue, waiting, running }) => `${queue} ${waiting}+${running}`)
    .join(", ");
  const late = states.filter(({ lateSeconds }) => lateSeconds > WAIT_SECONDS_MAX);
  if (late.length === 0) {
    return ok(subject, [
      shown === "" ? "没有任务。" : `等待+处理中：${shown}。`,
      shown === "" ? "They are empty." : `Waiting+running: ${shown}.`,
    ]);
  }
  const names = late.map(({ queue, lateSeconds }) => `${queue} (${lateSeconds} s)`).join(", ");
  return warn({ ...subject, id: "queues.late" }, [
    `有到期的任务没有被处理：${names}。`,
    `No worker takes these due jobs: ${names}.`,
  ], [
    "确认处理它们的服务在运行并已就绪（callback.message、conversation.wake、media.keep 由 ai-reply 处理，member.changed 由 auth 处理，webhook.deliver、webhook.attempt 由 callback 处理；接收方不可用时 webhook.attempt 会积压，见 webhooks 检查项）。",
    "Check that the service which handles them is running and ready (callback.message, conversation.wake and media.keep: ai-reply; member.changed: auth; webhook.deliver and webhook.attempt: callback). webhook.attempt also waits while the receiver is down: see the finding webhooks.",
  ]);
}

async function diagnoseDeadLetters(sql: Postgres["sql"]): Promise<Finding> {
  const subject = about(
    "queues.dead_letters",
    "失败任务（多次重试仍未成功）",
    "Dead letters: jobs that have failed permanently",
  );
  const rows = await countDeadLetters(sql);
  if (rows.length === 0) return ok(subject, ["没有。", "There are none."]);
  const shown = rows
    .map(({ queue, count, latest }) => `${queue} ${count} (${latest.toISOString()})`).join(", ");
  return warn(subject, [`${shown}。`, `${shown}.`], [
    "在控制台的“失败任务”（/console/inbox/dead-letters）查看原因，解决后点“重新执行”。",
    "See the reasons at /console/inbox/dead-letters (Failed jobs), fix them, then run the jobs again.",
  ]);
}
