import { type RefusalFacts, WecomError } from "packages/wecom/client/errcode.ts";
import type { RejectedTokens } from "packages/wecom/client/rejected_tokens.ts";
import {
  createSharedToken,
  type HeldToken,
  type TokenStore,
} from "packages/wecom/client/shared_token.ts";

/** WeCom blocks an IP for an hour after many wrong secrets, so no replica repeats a refused call for this time. */
const REFUSAL_MS = 60_000;
/** A token that expires within this time is not used: the call takes time, and clocks differ. */
const MARGIN_MS = 30_000;

/** What a fetcher needs. */
export interface TokenFetcherOptions {
  readonly clock: { now(): number };
  /** Returns a number in [0, 1): for jitter, and for the name of the lease holder. */
  readonly random: () => number;
  readonly store: TokenStore;
  /** The key in the shared store. */
  readonly key: string;
  /** The secret of the call. A refusal counts only for this secret. */
  readonly secret: string;
  /** The API path, such as "gettoken". */
  readonly call: string;
  /** Fetches a token from WeCom. */
  ask(): Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
}

/** Gets tokens from the shared store, or fetches them from WeCom for all replicas. */
export interface TokenFetcher {
  /** Whether the token can be used now. */
  isUsable(held: HeldToken): boolean;
  /** The shared token if `willDo` accepts it, else a fetched one; `undefined` while another replica fetches. */
  acquire(willDo: (held: HeldToken) => boolean): Promise<HeldToken | undefined>;
  /** Fetches without a lease. */
  fetchNow(): Promise<HeldToken>;
}

/** Makes the fetcher of one token or ticket. Its functions throw `WecomError` or `WecomUnreachableError`. */
export function createTokenFetcher(
  options: TokenFetcherOptions,
  rejected: RejectedTokens,
): TokenFetcher {
  const { clock, random } = options;
  const shared = createSharedToken(options);
  let refusal: { facts: RefusalFacts; until: number } | undefined;

  function isUsable(held: HeldToken): boolean {
    const marginMs = Math.min(MARGIN_MS, (held.expiresAt - held.fetchedAt) / 20);
    return clock.now() < held.expiresAt - marginMs && !rejected.has(held);
  }

  async function fetchToken(): Promise<HeldToken> {
    const fetchedAt = clock.now();
    const { token, expiresInSeconds } = await options.ask();
    rejected.reissue(token);
    const lifeMs = expiresInSeconds * 1_000;
    const renewAt = fetchedAt + lifeMs * (0.88 + 0.04 * random());
    return { token, fetchedAt, renewAt, expiresAt: fetchedAt + lifeMs };
  }

  async function fetchAndShare(version: number): Promise<HeldToken> {
    try {
      const fetched = await fetchToken();
      if (await shared.write(fetched, version)) return fetched;
      // Another replica fetched too. WeCom may keep only one of the tokens, so all use the shared one.
      const { held } = await shared.read();
      return held !== undefined && isUsable(held) ? held : fetched;
    } catch (error) {
      if (error instanceof WecomError && isLasting(error)) {
        const { errcode, callerIp, hint } = error;
        refusal = { facts: { errcode, callerIp, hint }, until: clock.now() + REFUSAL_MS };
        await shared.writeRefusal(refusal.facts, refusal.until);
      }
      throw error;
    }
  }

  async function throwIfRefusedLately(): Promise<void> {
    const own = refusal !== undefined && clock.now() < refusal.until ? refusal.facts : undefined;
    const facts = own ?? await shared.readRefusal();
    if (facts !== undefined) throw new WecomError(options.call, facts);
  }

  return {
    isUsable,
    async acquire(willDo) {
      const seen = await shared.read();
      if (seen.held !== undefined && willDo(seen.held)) return seen.held;
      await throwIfRefusedLately();
      const lease = await shared.takeLease();
      if (lease === undefined) return undefined;
      try {
        // The previous lease holder may have just written a token.
        const { held, version } = await shared.read();
        if (held !== undefined && willDo(held)) return held;
        await throwIfRefusedLately();
        return await fetchAndShare(version);
      } finally {
        await lease.release();
      }
    },
    fetchNow: async () => await fetchAndShare((await shared.read()).version),
  };
}

/** Errors that a repeated call does not change: wrong settings, and the IP block that follows them. */
function isLasting(error: WecomError): boolean {
  return error.class === "configuration" || error.errcode === 45009;
}
