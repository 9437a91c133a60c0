import type { Flow, Identity, LoginAttempt } from "packages/login/attempt.ts";
import { startAttempt } from "packages/login/transitions.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";

/** Who scans in tests. */
export const SAMPLE_IDENTITY: Identity = {
  corpId: "ww0123456789abcdef",
  userId: "zhangsan",
  name: "张三",
  departments: [2],
};

/** What an own QR asks in tests; "42" is right. */
export const SAMPLE_MATCH: NonNullable<LoginAttempt["match"]> = {
  number: "42",
  choices: ["17", "42", "88"],
  secretHash: "0".repeat(64),
};

/** A pending attempt with fresh ids, started at `now`. */
export function sampleAttempt(flow: Flow, now: number): LoginAttempt {
  return startAttempt({
    sessionId: randomHex(systemRandomBytes, 16),
    state: randomHex(systemRandomBytes, 16),
    flow,
    app: "default",
    redirect: "/",
    bindingHash: "0".repeat(64),
    requester: { ip: "192.0.2.1", userAgent: "test" },
  }, now);
}
