import { createHmac } from "node:crypto";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a session may be idle, with and without "remember me". */
export const IDLE_SECONDS_LONG = 30 * 24 * 60 * 60;
export const IDLE_SECONDS_SHORT = 24 * 60 * 60;
/** How long a session lasts in any case. */
export const SESSION_LIFETIME_MS = 90 * DAY_MS;
/** How long a replaced token still returns its successor, for tabs that refresh at the same time. */
const SAME_SUCCESSOR_WITHIN_MS = 30_000;

/** What decides about a refresh token. Times in milliseconds. */
export interface PresentedToken {
  readonly expiresAt: number;
  readonly replacedAt: number | undefined;
  readonly sessionEndsAt: number;
  readonly sessionRevoked: boolean;
}

/**
 * What to do with a presented refresh token: `rotate` (replace it), `repeat` (a second tab: return the same successor),
 * `reuse` (an old token is used again, perhaps by a thief: end the session), `ended` (refuse it).
 */
export function decideRefresh(
  token: PresentedToken,
  now: number,
): "rotate" | "repeat" | "reuse" | "ended" {
  if (token.sessionRevoked || now >= token.sessionEndsAt) return "ended";
  if (token.replacedAt !== undefined) {
    return now - token.replacedAt <= SAME_SUCCESSOR_WITHIN_MS ? "repeat" : "reuse";
  }
  return now >= token.expiresAt ? "ended" : "rotate";
}

/** The one successor of a refresh token. Computing it needs the session's key. */
export function successorOf(token: string, rotationKey: Uint8Array): string {
  return createHmac("sha256", rotationKey).update(token).digest("base64url");
}

/** When a refresh token that is issued at `now` expires, in milliseconds. */
export function refreshExpiry(now: number, idleSeconds: number, sessionEndsAt: number): number {
  return Math.min(now + idleSeconds * 1000, sessionEndsAt);
}
