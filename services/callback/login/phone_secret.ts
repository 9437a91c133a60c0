import type { LoginAttempt } from "packages/login/attempt.ts";
import { idSchema } from "packages/login/schemas.ts";
import { equalsConstantTime, sha256Hex } from "packages/platform/encoding.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";

/** Holds the secret of the confirm form on the phone, so that a reloaded page shows the form again. */
const PHONE_COOKIE = "wecom_confirm";
/** Longer than an attempt of the own QR, so that the phone can still read how it ended. */
const LIFETIME_SECONDS = 240;

/** Whether `secret` is the one of the form that the attempt's phone got. Compares in constant time. */
export function isPhoneSecret({ match }: LoginAttempt, secret: string): boolean {
  return match !== undefined && equalsConstantTime(sha256Hex(secret), match.secretHash);
}

/** A Set-Cookie value. One attempt at a time: the next one replaces it. */
export function writePhoneCookie(cookies: Cookies, sessionId: string, secret: string): string {
  return cookies.write(PHONE_COOKIE, `${sessionId}.${secret}`, { maxAgeSeconds: LIFETIME_SECONDS });
}

/** The secret of the attempt when the request comes from its phone, else undefined. */
export function readPhoneSecret(
  cookies: Cookies,
  request: Request,
  attempt: LoginAttempt,
): string | undefined {
  const [sessionId = "", secret = ""] = (cookies.read(request, PHONE_COOKIE) ?? "").split(".");
  if (!idSchema.safeParse(sessionId).success || sessionId !== attempt.sessionId) return undefined;
  return isPhoneSecret(attempt, secret) ? secret : undefined;
}
