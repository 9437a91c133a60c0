import { isUnavailable } from "packages/platform/errors.ts";
import type { Logger } from "packages/platform/log.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import type { JobHandler } from "packages/storage/jobs/job_queue.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { type BridgeSend, bridgeSend } from "services/upstream-bridge/queues/bridge_send.ts";
import { lockAccounts } from "services/upstream-bridge/accounts/lock_accounts.ts";
import { reportTrouble } from "services/upstream-bridge/accounts/report_trouble.ts";
import { finishSend, type SendOutcome } from "services/upstream-bridge/sends/finish_send.ts";
import type { Send } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";
import { createSendSweeper } from "services/upstream-bridge/sends/send_sweeper.ts";
import { settleInterrupted, takeSend } from "services/upstream-bridge/sends/take_send.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import type { AcceptedText } from "services/upstream-bridge/upstream/values.ts";

/** How many accounts send at the same time in one process. */
const ACCOUNTS_AT_ONCE = 10;
/** An outage of the database that is shorter than these tries costs no outcome. */
const STORE_TRIES = 60;
const STORE_PAUSE_MS = 1_000;
/** Texts of one job. Each may take ten seconds, and a job must end in time. */
const TEXTS_PER_JOB = 20;

/** The background parts of sending: the worker of `bridge.send`, and the sweeper for texts that were left over. */
export function createSendParts(
  deps: SendDeps & { readonly log: Logger },
): readonly BackgroundPart[] {
  const sweeper = createSendSweeper(deps);
  return [
    workerPart(
      "worker of sends",
      () => deps.jobs.work(bridgeSend, createSendHandler(deps), { concurrency: ACCOUNTS_AT_ONCE }),
    ),
    { name: "sweeper of sends", start: sweeper.start, stop: sweeper.stop },
  ];
}

/** Sends what is due of an account, in order, one text after the other. */
export function createSendHandler(deps: SendDeps): JobHandler<BridgeSend> {
  const { sql, jobs } = deps;
  return async ({ payload: { accountId }, signal }) => {
    await settleInterrupted(deps, accountId);
    for (let texts = 0; texts < TEXTS_PER_JOB && !signal.aborted; texts += 1) {
      const next = await sql.begin((tx) => takeSend(deps, tx, accountId));
      if (next.kind === "none") return;
      if (next.kind === "wait") {
        return await jobs.send(bridgeSend, { accountId }, { startAfterMs: next.ms });
      }
      if (next.kind === "send") await askUpstream(deps, next.send, next.uuid, signal);
      deps.changes.publish(accountId);
    }
    await jobs.send(bridgeSend, { accountId });
  };
}

/** Asks the upstream once, whatever happens, and records the outcome. */
async function askUpstream(
  deps: SendDeps,
  send: Send,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const { target, isRoom, content, kfId, accountId } = send;
  const outcome = await deps.upstream!.sendText({
    uuid,
    target,
    isRoom,
    content,
    kfId: kfId ?? undefined,
  });
  await untilStored(() =>
    deps.sql.begin(async (tx) => {
      await lockAccounts(tx, [accountId]);
      if (!await finishSend(deps, tx, send, toOutcome(outcome))) return;
      await reportTrouble(deps, tx, { accountId, uuid }, outcome);
    }), signal);
}

/** Repeats `store` while the database is away: what the upstream said about a text would be lost. */
async function untilStored(store: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (let tries = 1;; tries += 1) {
    try {
      await store();
      return;
    } catch (error) {
      if (!isUnavailable(error) || tries === STORE_TRIES || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, STORE_PAUSE_MS));
    }
  }
}

function toOutcome(outcome: Outcome<AcceptedText>): SendOutcome {
  if (outcome.ok) {
    const { msgId, serverId } = outcome.value;
    return { status: "sent", error: null, msgId, serverId };
  }
  const { kind, message, errcode, mayHaveArrived } = outcome;
  if (mayHaveArrived) {
    const error = kind === "timeout" ? "upstream_timeout" : "upstream_unavailable";
    return { status: "unknown", error, errmsg: message };
  }
  const hasRefused = errcode !== undefined;
  return {
    status: "failed",
    error: hasRefused ? "upstream_refused" : "upstream_unavailable",
    errcode: hasRefused ? String(errcode) : null,
    errmsg: message,
  };
}
