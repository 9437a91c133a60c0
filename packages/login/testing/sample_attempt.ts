import type { Flow, Identity, LoginAttempt } from "packages/login/attempt.ts";
import { createAttempt } from "packages/login/transitions.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";

/** The member who scans in tests. */
export const SAMPLE_IDENTITY: Identity = {
  corpId: "ww0123456789abcdef",
  userId: "zhangsan",
  name: "张三",
  departments: [2],
};

/** The numbers of an own QR code in tests; "42" is right. */
export const SAMPLE_MATCH: NonNullable<LoginAttempt["match"]> = {
  number: "42",
  choices: ["17", "42", "88"],
  secretHash: "0".repeat(64),
};

/** A pending attempt with new ids, created at `now` (milliseconds). */
export function sampleAttempt(flow: Flow, now: number): LoginAttempt {
  return createAttempt({
    sessionId: randomHex(systemRandomBytes, 16),
    state: randomHex(systemRandomBytes, 16),
    flow,
    app: "default",
    redirect: "/",
    bindingHash: "0".repeat(64),
    requester: { ip: "192.0.2.1", userAgent: "test" },
  }, now);
}
