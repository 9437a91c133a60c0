import { bindingCookieName } from "packages/login/binding.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { pickLang } from "packages/platform/lang.ts";
import type { AttemptRequester } from "services/auth/create_login_attempt.ts";

/** The browser of a request, as `createLoginAttempt` needs it. */
export function attemptRequester(c: HttpContext, cookies: Cookies): AttemptRequester {
  return {
    ip: c.env.clientIp,
    userAgent: c.req.header("user-agent") ?? "",
    lang: pickLang(c.req.raw),
    bindings: cookies.list(c.req.raw, bindingCookieName("")).map(([name]) => name),
  };
}
