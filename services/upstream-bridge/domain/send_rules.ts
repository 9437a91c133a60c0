import type { AccountState } from "services/upstream-bridge/domain/account.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether the account is signed in, as far as is known: in `suspect`, checks have failed, but not often enough. */
export function isSignedIn(state: AccountState): boolean {
  return state === "online" || state === "suspect";
}

/** Why nothing may be sent now. */
export type SendBlock = "sending_disabled" | "restricted" | "muted" | "not_online";

/** What decides whether an account may send. Times are epoch milliseconds. */
export interface SenderState {
  readonly state: AccountState;
  readonly restrictedAt: number | null;
  readonly mutedUntil: number | null;
}

/** Why the account may not send at `now`, the most general reason first. Undefined: it may. */
export function sendBlock(
  sender: SenderState,
  settings: Pick<BridgeSettings, "sendingEnabled">,
  now: number,
): SendBlock | undefined {
  if (!settings.sendingEnabled) return "sending_disabled";
  if (sender.restrictedAt !== null) return "restricted";
  if (sender.mutedUntil !== null && sender.mutedUntil > now) return "muted";
  return isSignedIn(sender.state) ? undefined : "not_online";
}

/** The limits that a send has to wait for. */
export type SendLimit = "minute" | "conversation" | "day";

/** The windows of the limits, and how many sends each allows. */
export function sendWindows(settings: BridgeSettings) {
  return {
    minute: { windowMs: MINUTE_MS, max: settings.sendsPerMinute },
    conversation: { windowMs: MINUTE_MS, max: settings.conversationSendsPerMinute },
    day: { windowMs: DAY_MS, max: settings.sendsPerDay },
  } as const satisfies Record<SendLimit, { windowMs: number; max: number }>;
}

/**
 * The earlier sends of an account, as far as the limits need them: the time of the `max`-th latest one of each window, and
 * of the very latest one. Times are epoch milliseconds; null: there are not so many.
 */
export interface SendHistory extends Readonly<Record<SendLimit, number | null>> {
  readonly latest: number | null;
}

/** When a text may be sent, or which limit is reached and for how long. */
export type SendPlan =
  | { readonly ok: true; readonly sendAt: number }
  | { readonly ok: false; readonly limit: SendLimit; readonly retryAfterMs: number };

/**
 * Plans the next send of an account: not before the minimal gap behind the latest one. Within each window before it there
 * are at most `max` sends, itself included.
 */
export function planSend(settings: BridgeSettings, history: SendHistory, now: number): SendPlan {
  const { latest } = history;
  const sendAt = latest === null ? now : Math.max(now, latest + settings.sendMinGapMs);
  const windows = sendWindows(settings);
  // The longest wait comes first: what helps against it helps against the others.
  for (const limit of ["day", "minute", "conversation"] as const) {
    const nth = history[limit];
    if (nth === null) continue;
    const freeAt = nth + windows[limit].windowMs;
    if (freeAt > sendAt) return { ok: false, limit, retryAfterMs: freeAt - now };
  }
  return { ok: true, sendAt };
}
