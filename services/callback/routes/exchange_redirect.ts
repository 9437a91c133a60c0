import { REFUSED_REDIRECTS } from "packages/login/attempt_limits.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { exchangeCode, type Exchanged } from "services/callback/login/exchange_code.ts";

/**
 * Exchanges the code of a redirect whose attempt is the caller's.
 * @returns undefined when the attempt cannot move, because another request moved it first
 * @throws AppError 429 for an address that sends codes which WeCom does not know: every try costs a call to WeCom
 */
export async function exchangeRedirect(
  c: HttpContext,
  deps: CallbackDeps,
  stored: StoredAttempt,
  code: string | undefined,
): Promise<Exchanged | undefined> {
  const exchanged = await exchangeCode({ ...deps, log: c.env.log }, stored, code);
  if (exchanged?.attempt.reason === "code_rejected") {
    await deps.limiter.count(REFUSED_REDIRECTS, limitedAddress(c.env.clientIp));
  }
  return exchanged;
}
