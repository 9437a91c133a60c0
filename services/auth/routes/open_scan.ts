import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { AppError, isUnavailable } from "packages/platform/errors.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { setCookies } from "packages/platform/http/response.ts";
import { pickLang } from "packages/platform/lang.ts";
import {
  createLoginAttempt,
  loginUrlOf,
  NEW_ATTEMPTS,
} from "services/auth/create_login_attempt.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import {
  type DescribedAttempt,
  describeNewAttempt,
} from "services/auth/domain/describe_new_attempt.ts";
import { findOpenAttempt } from "services/auth/find_open_attempt.ts";
import { attemptRequester } from "services/auth/routes/attempt_requester.ts";

/**
 * The attempt that the sign-in page shows in its first HTML: the one of this browser that is still open, else a new one
 * if `mayCreate`. Undefined where the page's script must create it: for a request that no person sees, above the limit,
 * and while Redis is away.
 * @throws AppError `login_app_unknown`
 */
export async function openScan(
  c: HttpContext,
  deps: AuthDeps,
  { app, redirect, mayCreate }: { app: string; redirect: string; mayCreate: boolean },
): Promise<DescribedAttempt | undefined> {
  if (!isSeen(c)) return undefined;
  try {
    const open = await findOpenAttempt(deps, c.req.raw, app);
    if (open !== undefined) return describeNewAttempt(open, urlOf(c, deps, open), deps.clock.now());
    if (!mayCreate) return undefined;
    await deps.limiter.count(NEW_ATTEMPTS, limitedAddress(c.env.clientIp));
    const { stored, loginUrl, cookies } = await createLoginAttempt(
      { ...deps, log: c.env.log },
      { flow: "own", app, redirect },
      attemptRequester(c, deps.cookies),
    );
    setCookies(c, cookies);
    return describeNewAttempt(stored, loginUrl, deps.clock.now());
  } catch (error) {
    if (isUnavailable(error) || isLimit(error)) return undefined;
    throw error;
  }
}

/** Whether a person opens the page now. Browsers say so, and browsers that do not are believed. */
function isSeen(c: HttpContext): boolean {
  const purpose = c.req.header("sec-purpose") ?? c.req.header("purpose") ?? c.req.header("x-moz");
  const destination = c.req.header("sec-fetch-dest") ?? "document";
  return !c.env.isHead && destination === "document" && !/prefetch|prerender/i.test(purpose ?? "");
}

function urlOf(c: HttpContext, deps: AuthDeps, { attempt }: StoredAttempt): string {
  return loginUrlOf(deps.apps.get(attempt.app)!, attempt, deps.addresses, pickLang(c.req.raw));
}

function isLimit(error: unknown): boolean {
  return error instanceof AppError && error.code === "rate_limited";
}
