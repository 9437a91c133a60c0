import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";

const UUID_SHOWN = 6;
const CODE_TRIES_MAX = 5;

/**
 * An account for the console, without the key of the QR code, the proxy and the whole uuid.
 * @param lastLostAt when it was last lost, for an account that is not online
 * @param now in epoch milliseconds
 */
export function viewAccount(
  { id, name, record, mutedUntil }: Account,
  { lastLostAt, now }: { readonly lastLostAt?: Date | undefined; readonly now: number },
): AccountView {
  const { state, qr, uuid } = record;
  const isSeen = state === "online" || state === "suspect";
  return {
    id,
    name,
    state,
    reason: record.reason,
    stateSince: new Date(record.stateSince),
    lastSeenAt: isSeen
      ? new Date(record.lastCheckedAt ?? record.stateSince)
      : toDate(record.lossSince) ?? lastLostAt ?? null,
    lastCheckedAt: toDate(record.lastCheckedAt),
    attempts: record.attempts,
    nextAttemptAt: state === "reconnecting" && record.calling === null
      ? toDate(record.checkAt)
      : null,
    vid: record.vid,
    corpId: record.corpId,
    profile: record.profile,
    uuidPrefix: uuid === null ? null : uuid.slice(0, UUID_SHOWN),
    generation: record.generation,
    qr: qr === null
      ? null
      : { purpose: qr.purpose, image: qr.image, expiresAt: new Date(qr.expiresAt) },
    codeTriesLeft: Math.max(0, CODE_TRIES_MAX - record.codeTries),
    isBusy: record.calling !== null && record.calling.call !== "probe",
    restrictedAt: toDate(record.restrictedAt),
    mutedUntil: mutedUntil !== null && mutedUntil.getTime() > now ? mutedUntil : null,
    lastError: record.lastError,
    callbackRegisteredAt: toDate(record.callbackRegisteredAt),
  };
}

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
