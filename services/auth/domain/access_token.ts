import { SignJWT } from "jose";
import type { Clock } from "packages/platform/clock.ts";
import { type Role, TOKEN_AUDIENCE } from "packages/platform/http/access.ts";
import type { SigningKeys } from "services/auth/domain/signing_keys.ts";

/**
 * How long an access token is valid, in seconds. Verifying does not look the session up: an access token stays valid until
 * it expires, even after sign-out or after the reuse of a refresh token has ended the session.
 */
export const ACCESS_TOKEN_SECONDS = 600;

/** The person that a token is for. */
export interface TokenSubject {
  /** `<corpid>/<userid>` or `local/<name>`. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Signs access tokens: JWT, ES256, ten minutes. */
export interface AccessTokenSigner {
  sign(subject: TokenSubject, sessionId: string): Promise<string>;
}

/** Signs with the first of `keys`; `issuer` (PUBLIC_URL) becomes the claim `iss`. */
export function createAccessTokenSigner(
  deps: { keys: SigningKeys; issuer: string; clock: Clock },
): AccessTokenSigner {
  return {
    sign({ subject, name, roles }, sessionId) {
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
