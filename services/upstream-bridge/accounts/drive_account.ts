import { randomHex } from "packages/platform/random.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { advanceAccount, leaseEnd } from "services/upstream-bridge/accounts/advance_account.ts";
import type { DriverDeps } from "services/upstream-bridge/accounts/driver_deps.ts";
import {
  endLease,
  type Lease,
  LeaseLostError,
  takeLease,
} from "services/upstream-bridge/accounts/lease.ts";
import type { CallAnswer } from "services/upstream-bridge/domain/account_inputs.ts";
import { type AccountWake, accountWake } from "services/upstream-bridge/queues/account_wake.ts";

/** After this time a job handles no further inputs, so that other accounts get their turn. */
const DRIVE_MS = 30_000;
/** The shortest pause before the next job of an account. */
const PAUSE_MS = 50;
/** After a lost lease: by then the other worker has it. */
const LOST_PAUSE_MS = 1_000;

/**
 * Runs an account until nothing is left to do: the machine decides, the decision is written, the call is made, and its
 * answer is the next input. Only one worker runs an account at a time.
 * @throws Error when the process stops meanwhile, or the database does not answer; then the job is repeated
 */
export async function driveAccount(
  deps: DriverDeps,
  { payload: { accountId }, signal }: Pick<Job<AccountWake>, "payload" | "signal">,
): Promise<void> {
  const { sql, clock, log } = deps;
  const lease = { accountId, token: randomHex(deps.randomBytes, 16) };
  const now = clock.now();
  const taken = await takeLease(sql, lease, { now, until: leaseEnd(now) });
  if (taken.kind === "no_account") return;
  if (taken.kind === "held") return await wakeAfter(deps, accountId, taken.until - now);
  try {
    await runLeased(deps, lease, signal);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) {
      // The next worker need not wait. Where this fails too, the lease ends by its time.
      await endLease(sql, lease).catch(() => {});
      throw error;
    }
    log.info("account_lease_lost", { account_id: accountId });
    await wakeAfter(deps, accountId, LOST_PAUSE_MS);
  }
}

async function runLeased(deps: DriverDeps, lease: Lease, signal: AbortSignal): Promise<void> {
  const { clock, makeCall } = deps;
  const { accountId } = lease;
  const endsAt = performance.now() + DRIVE_MS;
  let answer: CallAnswer | undefined;
  while (true) {
    // An answer that has arrived is written even when the process stops.
    if (answer === undefined) signal.throwIfAborted();
    const takesInputs = performance.now() < endsAt;
    const advance = await advanceAccount(deps, lease, { answer, takesInputs });
    answer = undefined;
    if (advance.call !== undefined) {
      signal.throwIfAborted();
      answer = await unlessAborted(makeCall(advance.call, advance.callContext), signal);
      continue;
    }
    if (!advance.isDone && takesInputs) continue;
    if (!advance.isDone) {
      await endLease(deps.sql, lease);
      return await wakeAfter(deps, accountId, 0);
    }
    if (advance.dueAt !== null) await wakeAfter(deps, accountId, advance.dueAt - clock.now());
    return;
  }
}

/** Sent beside the transaction of the record: if the process ends between them, the present job is repeated. */
async function wakeAfter({ jobs }: Pick<DriverDeps, "jobs">, accountId: string, ms: number) {
  await jobs.send(accountWake, { accountId }, { startAfterMs: Math.max(ms, PAUSE_MS) });
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
