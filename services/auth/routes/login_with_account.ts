import { createRoute, z } from "@hono/zod-openapi";
import { loginError } from "packages/login/errors.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { NO_STORE, setCookies } from "packages/platform/http/response.ts";
import { createBoundedWork } from "packages/platform/bounded_work.ts";
import type { App } from "packages/platform/http/app.ts";
import type { RateLimit } from "packages/platform/http/rate_limit.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { PASSWORD_LENGTH_MAX, verifyPassword } from "services/auth/domain/password.ts";
import { tokensSchema } from "services/auth/routes/schemas.ts";

const PER_ADDRESS: RateLimit = {
  name: "account-ip",
  max: 20,
  windowMs: 60 * 60_000,
  counts: "refusals",
  locksOut: true,
};
const PER_NAME = { name: "account-name", max: 5, windowMs: 60_000 };
/** One derivation takes 32 MiB and a processor for half a second. More at once would only be slower, and end small containers. */
const DERIVATIONS = { atOnce: 2, waiting: 8 };
/** About how long a full queue takes. */
const RETRY_AFTER_SECONDS = 2;

const route = createRoute({
  method: "post",
  path: "/api/v1/login",
  summary: "Sign in with a local account",
  request: {
    body: jsonBody(z.object({
      // PostgreSQL cannot store NUL in text, and no account name has control characters.
      username: z.string().min(1).max(64).regex(/^\P{Cc}*$/u, "must be one line of text"),
      password: z.string().min(1).max(PASSWORD_LENGTH_MAX),
      remember: z.boolean().default(false),
    })),
  },
  responses: {
    200: json(tokensSchema, "Tokens; the session cookies come with them."),
    ...refusals(401, 429, 503),
  },
});

/** `POST /api/v1/login` */
export function loginWithAccountRoute(app: App, deps: AuthDeps): void {
  const derivations = createBoundedWork(DERIVATIONS);
  /** Unknown names wait, take as long and are refused like known ones. */
  async function isRight(name: string, password: string): Promise<boolean> {
    const checked = derivations.run(async () =>
      verifyPassword(password, await deps.accounts.passwordHash(name))
    );
    if (checked !== undefined) return await checked;
    throw loginError("login_server_busy", { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  app.route(
    {
      access: "public",
      limit: PER_ADDRESS,
      countedByHandler: [{ limit: PER_NAME, per: "user name" }],
    },
    route,
    async (c) => {
      const { username, password, remember } = c.req.valid("json");
      const name = username.toLowerCase();
      await deps.limiter.count(PER_NAME, sha256Hex(name));
      if (!await isRight(name, password)) {
        c.env.log.warn("account_login_refused", { ip: c.env.clientIp });
        throw loginError("login_credentials_wrong");
      }
      const session = await deps.sessions.openForAccount(name, remember);
      const { cookies, body } = await deps.tokens.issue(session);
      setCookies(c, cookies);
      c.env.log.info("account_login_completed", { account: name });
      return c.json(body, 200, NO_STORE);
    },
  );
}
