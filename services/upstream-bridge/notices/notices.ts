import type { Sql, TransactionSql } from "postgres";
import type { Logger } from "packages/platform/log.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import type { MessageCalls } from "packages/wecom/client/message_calls.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import { scanNotice } from "services/upstream-bridge/notices/scan_notice.ts";
import { type BridgeNotify, bridgeNotify } from "services/upstream-bridge/queues/bridge_notify.ts";

/** Who gets a message of WeCom, and with which app. */
export interface NoticeReceivers {
  readonly messages: MessageCalls;
  readonly userIds: readonly string[];
}

/** An account that needs a scan. */
export interface NeededScan {
  readonly accountId: string;
  readonly reason: string;
  readonly at: Date;
  /** Of the event: the job has it too, so that one event is one message. */
  readonly eventId: string;
}

/** Sends the job of a notice in the transaction of its event. */
export type NotifyOfScan = (tx: TransactionSql, scan: NeededScan) => Promise<void>;

/**
 * The operators who are members of the corp of the app `default`, or of the first app. Undefined: there is no app, or no
 * such operator.
 */
export function noticeReceivers(
  apps: ReadonlyMap<string, AppClient>,
  operators: readonly string[],
): NoticeReceivers | undefined {
  const found = apps.get("default") ?? apps.values().next().value;
  if (found === undefined) return undefined;
  const { app: { corpId }, client } = found;
  const userIds = operators.flatMap((operator) => {
    const [corp, userId] = operator.includes("/") ? operator.split("/") : [corpId, operator];
    return corp === corpId && userId ? [userId] : [];
  });
  return userIds.length === 0 ? undefined : { messages: client.messages, userIds };
}

/** Creates {@link NotifyOfScan}. Undefined: no operator would get the message. */
export function createNotifyOfScan(
  jobs: Pick<JobQueue, "send">,
  receivers: NoticeReceivers | undefined,
): NotifyOfScan | undefined {
  if (receivers === undefined) return undefined;
  return async (tx, { accountId, reason, at, eventId }) => {
    await jobs.send(bridgeNotify, { accountId, reason, at: at.toISOString() }, { tx, id: eventId });
  };
}

/** What the worker of notices needs. */
export interface NoticeDeps {
  readonly sql: Sql;
  readonly jobs: JobQueue;
  readonly log: Logger;
  readonly receivers: NoticeReceivers | undefined;
  readonly publicUrl: string;
  /** `TZ_DISPLAY` */
  readonly timeZone: string;
}

/** The worker of `bridge.notify`. */
export function createNoticeWorker(deps: NoticeDeps): BackgroundPart {
  return workerPart(
    "notices to operators",
    () => deps.jobs.work(bridgeNotify, ({ payload, signal }) => sendNotice(deps, payload, signal)),
  );
}

/** An account that is online again, or was removed, needs no scan. */
async function sendNotice(
  { sql, log, receivers, publicUrl, timeZone }: NoticeDeps,
  { accountId, reason, at }: BridgeNotify,
  signal: AbortSignal,
): Promise<void> {
  if (receivers === undefined) return;
  const [account] = await sql<{ name: string }[]>`
    select name from upstream_bridge.accounts
    where account_id = ${accountId} and state not in ('online', 'stopped')`;
  if (account === undefined) return;
  const url = `${publicUrl}/console/accounts/${accountId}`;
  const text = scanNotice({ ...account, reason, at: new Date(at), url, timeZone });
  const { invalidUserIds } = await receivers.messages.sendText(
    { toUserIds: receivers.userIds, text },
    signal,
  );
  log.info("scan_notice_sent", { account_id: accountId, not_reached: invalidUserIds.length });
}
