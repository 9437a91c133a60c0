import { errors as joseErrors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { bearerToken } from "packages/platform/http/bearer.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import { httpError } from "packages/platform/http/errors.ts";

/** What a member may be: every active member is staff, an operator is staff too. */
export const roleSchema = z.enum(["staff", "operator"]);
export type Role = z.infer<typeof roleSchema>;

/** Who may call a route. `public` routes have their own proof, or need none. */
export type Access = "public" | Role;

/** The session cookie *is* the access token. */
export const ACCESS_COOKIE = "wecom_access";
/** The `aud` of every access token. */
export const TOKEN_AUDIENCE = "wecom-stack";

const claimsSchema = z.object({
  sub: z.string(),
  name: z.string(),
  sid: z.string(),
  roles: z.array(z.string()).transform((roles) =>
    roles.filter((role): role is Role => roleSchema.safeParse(role).success)
  ),
});

/** A caller whose access token was good. */
export interface Principal {
  /** `<corpid>/<userid>` or `local/<name>`. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The session the token belongs to. */
  readonly sessionId: string;
}

/** Finds out who calls. */
export interface Authenticator {
  /** The caller, or `undefined` when no token is shown or it is not good. */
  identify(request: Request): Promise<Principal | undefined>;
  /** @throws AppError 401 without a good token, 403 without the role. */
  require(request: Request, role: Role): Promise<Principal>;
}

/**
 * Verifies access tokens against the issuer's public keys.
 * @param deps.keys where `kid` is looked up: a JWK set fetched from `AUTH_JWKS_URL`, or auth's own
 */
export function createAuthenticator(
  deps: { keys: JWTVerifyGetKey; issuer: string; cookies: Cookies; now: () => number },
): Authenticator {
  async function verify(token: string): Promise<Principal | undefined> {
    try {
      const { payload } = await jwtVerify(token, deps.keys, {
        issuer: deps.issuer,
        audience: TOKEN_AUDIENCE,
        algorithms: ["ES256"],
        currentDate: new Date(deps.now()),
      });
      const claims = claimsSchema.parse(payload);
      return {
        subject: claims.sub,
        name: claims.name,
        roles: claims.roles,
        sessionId: claims.sid,
      };
    } catch (error) {
      if (isTokenFault(error)) return undefined;
      throw httpError("service_unavailable", { cause: error, retryAfterSeconds: 2 });
    }
  }

  const shownToken = (request: Request) =>
    bearerToken(request) ?? deps.cookies.read(request, ACCESS_COOKIE);

  return {
    async identify(request) {
      const token = shownToken(request);
      return token === undefined ? undefined : await verify(token);
    },
    async require(request, role) {
      const token = shownToken(request);
      if (token === undefined) throw httpError("access_token_missing");
      const principal = await verify(token);
      if (principal === undefined) throw httpError("access_token_invalid");
      if (!principal.roles.includes(role)) throw httpError("access_role_required");
      return principal;
    },
  };
}

/** Whether the token is at fault, and not the way to the keys. */
function isTokenFault(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  return error instanceof joseErrors.JOSEError &&
    /^ERR_(JWT|JWS)_|^ERR_JWKS_(NO|MULTIPLE)_MATCHING_KEYS?$|^ERR_JOSE_(ALG_NOT_ALLOWED|NOT_SUPPORTED)$/
      .test(error.code);
}
