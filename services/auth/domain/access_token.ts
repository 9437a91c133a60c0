import { SignJWT } from "jose";
import type { Clock } from "packages/platform/clock.ts";
import { type Role, TOKEN_AUDIENCE } from "packages/platform/http/access.ts";
import type { SigningKeys } from "services/auth/domain/signing_keys.ts";

/** How long an access token is good, in seconds. */
export const ACCESS_TOKEN_SECONDS = 600;

/** Whom a token is for. */
export interface TokenSubject {
  /** `<corpid>/<userid>` or `local/<name>`. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Mints access tokens: JWT, ES256, ten minutes. */
export interface TokenIssuer {
  issue(subject: TokenSubject, sessionId: string): Promise<string>;
}

/** Mints with the first of `keys`, as `issuer` (PUBLIC_URL). */
export function createTokenIssuer(
  deps: { keys: SigningKeys; issuer: string; clock: Clock },
): TokenIssuer {
  return {
    issue({ subject, name, roles }, sessionId) {
      const issuedAt = Math.floor(deps.clock.now() / 1000);
      return new SignJWT({ name, roles, sid: sessionId })
        .setProtectedHeader({ alg: "ES256", kid: deps.keys.keyId, typ: "at+jwt" })
        .setIssuer(deps.issuer)
        .setAudience(TOKEN_AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(deps.keys.signingKey);
    },
  };
}
