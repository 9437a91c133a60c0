import { z } from "zod";

/** How a person signs in: WeCom's page in the same browser, our QR code and a phone, or inside WeCom's web view. */
export const flowSchema = z.enum(["hosted", "own", "inapp"]);
export type Flow = z.infer<typeof flowSchema>;

/** The statuses that are stored. `expired` is never stored: {@link statusAt} derives it. */
export const recordedStatusSchema = z.enum([
  "pending",
  "scanned",
  "confirming",
  "confirmed",
  "consumed",
  "denied",
  "failed",
]);
export type RecordedStatus = z.infer<typeof recordedStatusSchema>;

/** The statuses that a reader sees. */
export const statusSchema = z.enum([...recordedStatusSchema.options, "expired"]);
export type Status = z.infer<typeof statusSchema>;

/** Why a scan did not become a login. */
const failureReasonSchema = z.enum([
  "not_a_member",
  "member_disabled",
  "out_of_scope",
  "code_rejected",
  "wecom_unavailable",
  "app_misconfigured",
]);
export type FailureReason = z.infer<typeof failureReasonSchema>;

/** The member who scanned, as WeCom returns it. `userId` is in lower case: WeCom treats userids as case-insensitive. */
const identitySchema = z.object({
  corpId: z.string(),
  userId: z.string(),
  name: z.string(),
  departments: z.array(z.number()),
});
export type Identity = z.infer<typeof identitySchema>;

/** One login attempt as it is stored in Redis. Times are milliseconds since the epoch. */
export const loginAttemptSchema = z.object({
  sessionId: z.string(),
  state: z.string(),
  flow: flowSchema,
  app: z.string(),
  status: recordedStatusSchema,
  createdAt: z.number(),
  expiresAt: z.number(),
  redirect: z.string(),
  /** SHA-256 of the binding cookie's value. */
  bindingHash: z.string(),
  /** base64url SHA-256 of a verifier (RFC 7636 S256), for clients that bind without the cookie. */
  codeChallenge: z.string().optional(),
  /** The client that created the attempt; shown on the phone. */
  requester: z.object({ ip: z.string(), userAgent: z.string() }),
  /** Own QR only, from `confirming` on. */
  match: z.object({
    number: z.string(),
    choices: z.array(z.string()),
    /** SHA-256 of the confirm form's secret. */
    secretHash: z.string(),
  }).optional(),
  identity: identitySchema.optional(),
  reason: failureReasonSchema.optional(),
});
export type LoginAttempt = z.infer<typeof loginAttemptSchema>;

/** Milliseconds from creation until an attempt expires, by flow. */
export const ATTEMPT_LIFETIME_MS: Readonly<Record<Flow, number>> = {
  own: 120_000,
  hosted: 600_000,
  inapp: 600_000,
};
/** Milliseconds from confirmation until an attempt that was not redeemed expires. */
export const CONFIRMED_LIFETIME_MS = 60_000;

const ENDED: ReadonlySet<Status> = new Set(["consumed", "denied", "failed", "expired"]);
const DECIDED: ReadonlySet<Status> = new Set([...ENDED, "confirmed"]);

/** Whether the status is final. */
export function hasEnded(status: Status): boolean {
  return ENDED.has(status);
}

/** Whether the browser has nothing more to wait for: confirmed, or ended. */
export function isDecided(status: Status): boolean {
  return DECIDED.has(status);
}

/** The status at `now` (milliseconds): an attempt that has not ended is `expired` from `expiresAt` on. */
export function statusAt(attempt: LoginAttempt, now: number): Status {
  return hasEnded(attempt.status) || now < attempt.expiresAt ? attempt.status : "expired";
}
