import { encodeBase64Url } from "packages/platform/encoding.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { Settings } from "simulators/wecom/state/settings.ts";

/** An access token and its app. */
interface IssuedToken {
  token: string;
  corpId: string;
  agentId: number;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Which tokens; a missing field matches all. */
interface TokenFilter {
  corpId?: string | undefined;
  agentId?: number | undefined;
}

/** Expired tokens are kept, because expired (42001) and unknown (40014) are different answers. */
const maximumTokens = 10_000;

/** The access tokens given out, one live one per app (D91039). */
export function createTokenStore(
  { now, randomBytes, settings }: {
    now: () => number;
    randomBytes: RandomBytes;
    settings: Settings;
  },
) {
  const tokens = new Map<string, IssuedToken>();

  function select({ corpId, agentId }: TokenFilter): IssuedToken[] {
    return [...tokens.values()].filter((issued) =>
      (corpId === undefined || issued.corpId === corpId) &&
      (agentId === undefined || issued.agentId === agentId)
    );
  }

  return {
    /** The app's token: the same one until it expires. */
    issue(corpId: string, agentId: number): IssuedToken {
      const live = select({ corpId, agentId }).find(({ expiresAt }) => expiresAt > now());
      if (live) return live;
      const issued = {
        token: encodeBase64Url(randomBytes(160)),
        corpId,
        agentId,
        expiresAt: now() + settings.tokenLifetimeSeconds * 1000,
      };
      tokens.set(issued.token, issued);
      const [oldest] = tokens.keys();
      if (tokens.size > maximumTokens && oldest) tokens.delete(oldest);
      return issued;
    },

    find(token: string): IssuedToken | undefined {
      return tokens.get(token);
    },

    /** Ends tokens as time would: using them answers 42001. Returns how many there were. */
    expire(filter: TokenFilter): number {
      const live = select(filter).filter(({ expiresAt }) => expiresAt > now());
      for (const issued of live) issued.expiresAt = now();
      return live.length;
    },

    /** Ends tokens as WeCom does when it invalidates early: using them answers 40014. */
    revoke(filter: TokenFilter): number {
      const selected = select(filter);
      for (const { token } of selected) tokens.delete(token);
      return selected.length;
    },

    clear(): void {
      tokens.clear();
    },
  };
}
