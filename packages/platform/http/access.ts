import { decodeJwt, errors as joseErrors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { bearerToken } from "packages/platform/http/bearer.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { findMachine, type MachineToken } from "packages/platform/http/machine_tokens.ts";

/** Roles of members: every active member is staff, an operator is staff too. */
const roleSchema = z.enum(["staff", "operator"]);
export type Role = z.infer<typeof roleSchema>;

/**
 * A service's own check of its callers, for callers that are neither members nor machines.
 */
export interface Gate {
  /** snake_case, such as `visitor_session`. It appears in the OpenAPI document. */
  readonly name: string;
  /** How a caller proves who it is: a security scheme of OpenAPI 3.1. */
  readonly scheme: Readonly<Record<string, unknown>> & { readonly description: string };
  /** @throws AppError 401 or 403 when the caller may not enter */
  admit(request: Request): Promise<Principal>;
}

/** Who may call a route: every caller (`public`), members with a role, or callers that a service's gate admits. */
export type Access = "public" | Role | Gate;

/** What a caller must have: a person the role, a machine the scope. Without a scope no machine may call. */
export interface Need {
  readonly role: Role;
  readonly scope?: string | undefined;
}

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

/** A caller whose token is valid. */
export interface Principal {
  /** `<corpid>/<userid>`, `local/<name>` or `machine/<name>`. */
  readonly subject: string;
  readonly name: string;
  /** Empty for a machine. */
  readonly roles: readonly Role[];
  /** Of a machine: what its token allows. */
  readonly scopes?: readonly string[];
}

/** A member or a local account. */
export interface Person extends Principal {
  /** The session the token belongs to. */
  readonly sessionId: string;
}

/** Identifies callers. */
export interface Authenticator {
  /** The person who calls, or `undefined` without a valid access token. */
  identify(request: Request): Promise<Person | undefined>;
  /** The caller. @throws AppError 401 without a valid token, 403 without the role or scope */
  require(request: Request, need: Need): Promise<Principal>;
  /** Whether the `iat` of the access token is younger than 60 s. Not verified; only to prevent redirect loops. */
  wasIssuedJustNow(request: Request): boolean;
}

const FRESH_MS = 60_000;

/**
 * Verifies access tokens against the issuer's public keys, and machine tokens against their hashes. An access token is not
 * looked up anywhere here: it stays valid until it expires, even after sign-out or the reuse of a refresh token.
 * @param deps.machines the machines of `API_TOKENS_FILE`; absent where no machine may call
 * @param deps.keys finds the key of a `kid`: a JWK set from `AUTH_JWKS_URL`, or local keys
 */
export function createAuthenticator(
  deps: {
    keys: JWTVerifyGetKey;
    issuer: string;
    cookies: Cookies;
    now: () => number;
    machines?: readonly MachineToken[] | undefined;
  },
): Authenticator {
  async function verify(token: string): Promise<Person | undefined> {
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
    async require(request, need) {
      const machine = findMachine(deps.machines ?? [], bearerToken(request) ?? "");
      if (machine !== undefined) return admitMachine(machine, need);
      const token = shownToken(request);
      if (token === undefined) throw httpError("access_token_missing");
      const principal = await verify(token);
      if (principal === undefined) throw httpError("access_token_invalid");
      if (!principal.roles.includes(need.role)) throw httpError("access_role_required");
      return principal;
    },
    wasIssuedJustNow(request) {
      const issuedAt = issuedAtOf(shownToken(request) ?? "");
      return issuedAt !== undefined && Math.abs(deps.now() - issuedAt) < FRESH_MS;
    },
  };
}

function admitMachine({ name, scopes }: MachineToken, { scope }: Need): Principal {
  if (scope === undefined || !scopes.includes(scope)) {
    throw httpError("access_scope_required", {
      detail: scope === undefined
        ? "Cannot accept a machine token: only people may call this"
        : `Cannot accept the token of machine/${name}: it lacks the scope ${scope}`,
    });
  }
  return { subject: `machine/${name}`, name, roles: [], scopes };
}

/** The `iat` of an access token in milliseconds. Not verified. */
function issuedAtOf(token: string): number | undefined {
  try {
    const { iat } = decodeJwt(token);
    return iat === undefined ? undefined : iat * 1000;
  } catch {
    return undefined;
  }
}

/** Whether the token is wrong, and not the connection to the keys. */
function isTokenFault(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  return error instanceof joseErrors.JOSEError &&
    /^ERR_(JWT|JWS)_|^ERR_JWKS_(NO|MULTIPLE)_MATCHING_KEYS?$|^ERR_JOSE_(ALG_NOT_ALLOWED|NOT_SUPPORTED)$/
      .test(error.code);
}
