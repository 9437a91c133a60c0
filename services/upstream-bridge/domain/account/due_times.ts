import type { AccountRecord, AccountState } from "services/upstream-bridge/domain/account.ts";
import type { MachineContext } from "services/upstream-bridge/domain/account_machine.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The longest time-out of a call is 30 s, and a read may be repeated once. */
const CALL_LOST_AFTER_MS = 90 * SECOND_MS;
/** The upstream destroys an instance that no phone has scanned. */
export const UNSCANNED_MS = 10 * MINUTE_MS;
/** A scan in the last moment still counts. */
export const QR_GRACE_MS = 15 * SECOND_MS;
/** How long an accepted code may take to sign the account in. */
export const CODE_WAIT_MS = 30 * SECOND_MS;
/** How long a login may take for which no code was needed. */
export const NO_CODE_WAIT_MS = 10 * SECOND_MS;
/** How long an accepted automatic login may take. */
export const LOGIN_WAIT_MS = 30 * SECOND_MS;
/** How long an automatic login without an answer may take: three checks. */
export const UNSURE_LOGIN_WAIT_MS = 16 * SECOND_MS;
/** A state does not end while checks bring no clear answer. */
export const UNKNOWN_WAIT_MS = 30 * SECOND_MS;
export const SECOND_VERIFY_MS = 10 * MINUTE_MS;
/** The upstream can lose the callback address silently. */
export const CALLBACK_EVERY_MS = 10 * MINUTE_MS;
/** Online for this long, an account has recovered: the tries count from 0 again. */
export const RECOVERED_AFTER_MS = 10 * MINUTE_MS;
/** Checks without a clear answer for this long: operators are notified. */
export const UNREACHABLE_AFTER_MS = 5 * MINUTE_MS;

const INITS = 3;
const INITS_WITHIN_MS = 15 * MINUTE_MS;
const DEFAULT_MONITOR_MS = 45 * SECOND_MS;
const UNREACHABLE_CHECK_MS = 120 * SECOND_MS;
const UNKNOWN_RETRY_CAP_MS = MINUTE_MS;
const PUSHED_CHECK_GAP_MS = SECOND_MS;
/** The profile follows a login by up to three seconds. */
const PROFILE_WITHIN_MS = MINUTE_MS;

/** `ms`, up to `share` of it more or less. */
function jitter(ms: number, share: number, random: () => number): number {
  return Math.round(ms * (1 - share + 2 * share * random()));
}

/** The wait before a try: it doubles with each, up to a cap. @param attempt counts from 1 */
export function backoffMs(attempt: number, { settings, random }: MachineContext): number {
  const { reconnectBaseMs, reconnectCapMs } = settings;
  return jitter(Math.min(reconnectCapMs, reconnectBaseMs * 2 ** (attempt - 1)), 0.2, random);
}

/** The wait before a try after checks without a clear answer. They do not use up tries, so the cap is low. */
export function unknownRetryMs(unknowns: number, context: MachineContext): number {
  return Math.min(UNKNOWN_RETRY_CAP_MS, backoffMs(Math.max(1, Math.min(unknowns, 8)), context));
}

/** The latest `init` calls that count for the limit. */
export function countedInits(inits: readonly number[], now: number): readonly number[] {
  return inits.filter((at) => at > now - INITS_WITHIN_MS);
}

/** When the next `init` is allowed; not after `now`: at once. */
export function nextInitAt(inits: readonly number[], now: number): number {
  const counted = countedInits(inits, now);
  return counted.length < INITS ? now : counted.at(-INITS)! + INITS_WITHIN_MS;
}

/** When a callback or a report may lead to a check: soon, and at most once a second. */
export function pushedCheckAt({ lastCheckedAt }: AccountRecord, now: number): number {
  return Math.max(now, (lastCheckedAt ?? 0) + PUSHED_CHECK_GAP_MS);
}

/** When a failed registration of the callback address is repeated. */
export function callbackRetryAt({ now, monitorIntervalMs }: MachineContext): number {
  return now + (monitorIntervalMs || DEFAULT_MONITOR_MS);
}

/** When an account is checked again that is online, but whose answer did not say who it is. */
export function nextNameCheckAt(record: AccountRecord, context: MachineContext): number | null {
  const { now } = context;
  const isNew = now - (record.onlineSince ?? 0) < PROFILE_WITHIN_MS;
  return isNew ? now + 2 * SECOND_MS : nextCheckAt(record, context);
}

/** When the account is checked next, after a check that did not change its state. Null: not at all. */
export function nextCheckAt(record: AccountRecord, context: MachineContext): number | null {
  const delayMs = checkDelayMs(record, context);
  return delayMs === null ? null : context.now + delayMs;
}

function checkDelayMs(record: AccountRecord, context: MachineContext): number | null {
  const { monitorIntervalMs, random } = context;
  switch (record.state) {
    case "qr_pending":
    case "qr_scanned":
    case "code_required":
    case "code_submitted":
    case "auto_login":
      if (record.isUnreachable) return jitter(UNREACHABLE_CHECK_MS, 0.1, random);
      return record.checks.unknown > 0 ? 5 * SECOND_MS : jitter(2_500, 0.2, random);
    case "second_verify":
      return record.isUnreachable ? jitter(UNREACHABLE_CHECK_MS, 0.1, random) : 5 * SECOND_MS;
    case "online":
      return monitorIntervalMs === 0 ? null : jitter(monitorIntervalMs, 0.1, random);
    case "suspect": {
      const intervalMs = monitorIntervalMs || DEFAULT_MONITOR_MS;
      const slowMs = Math.max(intervalMs, UNREACHABLE_CHECK_MS);
      return jitter(record.isUnreachable ? slowMs : intervalMs, 0.1, random);
    }
    default:
      // A callback spoke of the end of an instance that no one watches.
      return record.suspicion === null || record.state === "offline" ? null : 5 * SECOND_MS;
  }
}

/** States in which the callback address is kept registered. */
export const CALLBACK_STATES: ReadonlySet<AccountState> = new Set([
  "initialized",
  "qr_pending",
  "qr_scanned",
  "code_required",
  "code_submitted",
  "online",
]);

/** When the machine wants the input `due`. */
export function dueTime(record: AccountRecord): number | null {
  if (record.calling !== null) return record.calling.since + CALL_LOST_AFTER_MS;
  const times = [
    record.checkAt,
    record.deadlineAt,
    CALLBACK_STATES.has(record.state) ? record.callbackAt : null,
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}
