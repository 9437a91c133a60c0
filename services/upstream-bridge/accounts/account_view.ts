import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { isSignedIn } from "services/upstream-bridge/domain/send_rules.ts";

/** How much of a uuid is shown. */
const UUID_SHOWN = 6;

/** An account as it is shown to callers: without QR code, key, code, proxy and the whole uuid. */
export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly state: Account["record"]["state"];
  readonly reason: Account["record"]["reason"];
  readonly isOnline: boolean;
  /** What a person has to do: scan the QR code, or enter the code that the phone shows. */
  readonly needs: "scan" | "code" | null;
  readonly restrictedAt: string | null;
  readonly mutedUntil: string | null;
  readonly vid: string | null;
  readonly corpId: string | null;
  readonly profile: Account["record"]["profile"];
  /** The first characters of the uuid of its instance. */
  readonly uuid: string | null;
  readonly generation: number;
  readonly qrExpiresAt: string | null;
  readonly lastError: string | null;
  readonly lastCheckedAt: string | null;
  readonly onlineSince: string | null;
  readonly stateSince: string;
  readonly callbackRegisteredAt: string | null;
  /** Tries of the present outage, and when the next one comes. */
  readonly reconnect: { readonly attempts: number; readonly nextAt: string | null };
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Describes an account for callers. @param now in epoch milliseconds */
export function viewAccount(account: Account, now: number): AccountView {
  const { id, name, record, mutedUntil, createdAt, updatedAt } = account;
  const { state, qr } = record;
  const isMuted = mutedUntil !== null && mutedUntil.getTime() > now;
  return {
    id,
    name,
    state,
    reason: record.reason,
    isOnline: isSignedIn(state),
    needs: whatIsNeeded(account, now),
    restrictedAt: iso(record.restrictedAt),
    mutedUntil: isMuted ? mutedUntil.toISOString() : null,
    vid: record.vid,
    corpId: record.corpId,
    profile: record.profile,
    uuid: maskUuid(record.uuid),
    generation: record.generation,
    qrExpiresAt: iso(qr?.expiresAt ?? null),
    lastError: record.lastError,
    lastCheckedAt: iso(record.lastCheckedAt),
    onlineSince: iso(record.onlineSince),
    stateSince: iso(record.stateSince)!,
    callbackRegisteredAt: iso(record.callbackRegisteredAt),
    reconnect: {
      attempts: record.attempts,
      nextAt: state === "reconnecting" ? iso(record.deadlineAt) : null,
    },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** The beginning of a uuid: the whole one is a secret, because it alone gives control over the instance. */
export function maskUuid(uuid: string | null): string | null {
  return uuid === null ? null : `${uuid.slice(0, UUID_SHOWN)}…`;
}

function whatIsNeeded({ record: { state, qr } }: Account, now: number): AccountView["needs"] {
  if (state === "code_required") return "code";
  if (state === "offline" || state === "second_verify") return "scan";
  return state === "qr_pending" && qr !== null && qr.expiresAt > now ? "scan" : null;
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
