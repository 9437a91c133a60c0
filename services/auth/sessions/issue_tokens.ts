import type { Clock } from "packages/platform/clock.ts";
import { ACCESS_COOKIE } from "packages/platform/http/access.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import {
  ACCESS_TOKEN_SECONDS,
  type AccessTokenSigner,
  type TokenSubject,
} from "services/auth/domain/access_token.ts";
import { type OperatorRules, ROLES_OF_ACCOUNT, rolesOfMember } from "services/auth/domain/roles.ts";
import type { OpenSession, SessionOwner } from "services/auth/domain/session.ts";

/** The cookie that holds the refresh token. */
export const REFRESH_COOKIE = "wecom_refresh";

/** The tokens of an open session, as cookies for browsers and as JSON for other clients. */
export interface IssuedTokens {
  /** Set-Cookie values. */
  readonly cookies: readonly string[];
  /** Without the refresh token: the routes add it for clients that keep tokens themselves. */
  readonly body: {
    readonly access_token: string;
    readonly token_type: "Bearer";
    readonly expires_in: number;
    readonly member: { subject: string; name: string; roles: string[] };
  };
}

/** Issues the tokens of sessions. */
export interface SessionTokens {
  /** Signs a new access token for the session and returns it with the session's refresh token. */
  issue(session: OpenSession): Promise<IssuedTokens>;
  /** Set-Cookie values that delete both tokens in the browser. */
  clear(): readonly string[];
}

/** See {@link SessionTokens}. */
export function createSessionTokens(
  deps: { signer: AccessTokenSigner; cookies: Cookies; clock: Clock; operators: OperatorRules },
): SessionTokens {
  const { signer, cookies, clock, operators } = deps;
  return {
    async issue(session) {
      const subject = subjectOf(session.owner, operators);
      const accessToken = await signer.sign(subject, session.sessionId);
      const refreshSeconds = Math.floor((session.refreshExpiresAt - clock.now()) / 1000);
      // Without "remember me" the browser deletes both cookies when it closes.
      const lifetime = (seconds: number) => session.remember ? { maxAgeSeconds: seconds } : {};
      return {
        cookies: [
          cookies.write(ACCESS_COOKIE, accessToken, lifetime(ACCESS_TOKEN_SECONDS)),
          cookies.write(REFRESH_COOKIE, session.refreshToken, lifetime(refreshSeconds)),
        ],
        body: {
          access_token: accessToken,
          token_type: "Bearer",
          expires_in: ACCESS_TOKEN_SECONDS,
          member: { subject: subject.subject, name: subject.name, roles: [...subject.roles] },
        },
      };
    },
    clear: () => [cookies.clear(ACCESS_COOKIE), cookies.clear(REFRESH_COOKIE)],
  };
}

function subjectOf(owner: SessionOwner, operators: OperatorRules): TokenSubject {
  if (owner.kind === "account") {
    return { subject: `local/${owner.name}`, name: owner.name, roles: ROLES_OF_ACCOUNT };
  }
  const { corpId, userId, name } = owner.member;
  return { subject: `${corpId}/${userId}`, name, roles: rolesOfMember(owner.member, operators) };
}
