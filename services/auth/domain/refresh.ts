import { createHmac } from "node:crypto";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a session may lie idle, how long it may last, and how long two tabs may race. */
export const IDLE_SECONDS_LONG = 30 * 24 * 60 * 60;
export const IDLE_SECONDS_SHORT = 24 * 60 * 60;
export const SESSION_LIFETIME_MS = 90 * DAY_MS;
const SAME_SUCCESSOR_WITHIN_MS = 30_000;

/** A refresh token and its session, as far as the decision goes. Times in milliseconds. */
export interface PresentedToken {
  readonly expiresAt: number;
  readonly replacedAt: number | undefined;
  readonly sessionEndsAt: number;
  readonly sessionRevoked: boolean;
}

/**
 * What a presented refresh token means: `rotate` (use it up), `repeat` (a second tab: the same successor again),
 * `reuse` (an old token came back: end the session), `ended`.
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

/** The one successor of a refresh token. Without the session's key nobody can compute it. */
export function successorOf(token: string, rotationKey: Uint8Array): string {
  return createHmac("sha256", rotationKey).update(token).digest("base64url");
}

/** When a refresh token issued at `now` ends, in milliseconds. */
export function refreshExpiry(now: number, idleSeconds: number, sessionEndsAt: number): number {
  return Math.min(now + idleSeconds * 1000, sessionEndsAt);
}
