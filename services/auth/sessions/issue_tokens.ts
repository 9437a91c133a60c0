import type { Clock } from "packages/platform/clock.ts";
import { ACCESS_COOKIE } from "packages/platform/http/access.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import {
  ACCESS_TOKEN_SECONDS,
  type TokenIssuer,
  type TokenSubject,
} from "services/auth/domain/access_token.ts";
import { type OperatorRules, ROLES_OF_ACCOUNT, rolesOfMember } from "services/auth/domain/roles.ts";
import type { OpenSession, Owner } from "services/auth/sessions/session_store.ts";

/** The cookie that holds the refresh token. */
export const REFRESH_COOKIE = "wecom_refresh";

/** What a browser or client gets for an open session. */
export interface SessionGrant {
  /** Set-Cookie values. */
  readonly cookies: readonly string[];
  readonly body: {
    readonly access_token: string;
    readonly token_type: "Bearer";
    readonly expires_in: number;
    readonly member: { subject: string; name: string; roles: string[] };
  };
}

/** Turns sessions into tokens and cookies. */
export interface TokenIssuance {
  grant(session: OpenSession): Promise<SessionGrant>;
  /** Set-Cookie values that end it in the browser. */
  clear(): readonly string[];
}

/** See {@link TokenIssuance}. */
export function createSessionGrants(
  deps: { issuer: TokenIssuer; cookies: Cookies; clock: Clock; operators: OperatorRules },
): TokenIssuance {
  const { issuer, cookies, clock, operators } = deps;
  return {
    async grant(session) {
      const subject = subjectOf(session.owner, operators);
      const accessToken = await issuer.issue(subject, session.sessionId);
      const refreshSeconds = Math.floor((session.refreshExpiresAt - clock.now()) / 1000);
      // Without "remember me" both end with the browser.
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

function subjectOf(owner: Owner, operators: OperatorRules): TokenSubject {
  if (owner.kind === "account") {
    return { subject: `local/${owner.name}`, name: owner.name, roles: ROLES_OF_ACCOUNT };
  }
  const { corpId, userId, name } = owner.member;
  return { subject: `${corpId}/${userId}`, name, roles: rolesOfMember(owner.member, operators) };
}
