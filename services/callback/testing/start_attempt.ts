import type { Flow } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName, codeChallengeOf } from "packages/login/binding.ts";
import { sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import type { ServedCallback } from "services/callback/testing/serve_callback.ts";

/** A PKCE verifier (RFC 7636) that proves that a client started the attempt. */
export const VERIFIER = "a-verifier-of-more-than-forty-three-characters";

/** A pending login attempt, and the cookie of the browser that started it. */
export interface StartedAttempt extends StoredAttempt {
  readonly cookie: string;
}

/** Creates a login attempt, as `auth` does when a browser opens the sign-in page. */
export async function startAttempt(
  { attempts, clock }: Pick<ServedCallback, "attempts" | "clock">,
  flow: Flow,
): Promise<StartedAttempt> {
  const stored = await attempts.create({
    ...sampleAttempt(flow, clock.now()),
    bindingHash: sha256Hex("binding"),
    codeChallenge: codeChallengeOf(VERIFIER),
  });
  return { ...stored, cookie: `__Host-${bindingCookieName(stored.attempt.sessionId)}=binding` };
}
