import { createWecomCall, type Observe } from "packages/wecom/client/call.ts";
import { type RefusalFacts, WecomError } from "packages/wecom/client/errcode.ts";
import type { RejectedTokens } from "packages/wecom/client/rejected_tokens.ts";
import {
  createSharedToken,
  type HeldToken,
  type TokenStore,
} from "packages/wecom/client/shared_token.ts";
import { gettokenWire } from "packages/wecom/client/wire.ts";

/** WeCom blocks an IP for an hour after too many wrong secrets, so a refusal is believed for this long. */
const REFUSAL_MS = 60_000;
/** A token this near its end is not handed out: the call it is for takes time, and clocks differ. */
const MARGIN_MS = 30_000;

/** What a broker is made of. */
export interface TokenBrokerOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: { now(): number };
  /** A number in [0, 1) each time: jitter, and the name under which the lease is held. */
  readonly random: () => number;
  /** Where WeCom's API is; may carry a path. */
  readonly baseUrl: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  readonly store: TokenStore;
  readonly observe?: Observe;
  /** For one try of gettoken. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Gets tokens from the shared store, or from WeCom for all replicas. */
export interface TokenFetcher {
  /** Whether the token can be handed out now. */
  isUsable(held: HeldToken): boolean;
  /** The shared token if it will do, else a fetched one; `undefined` while another replica fetches. */
  acquire(willDo: (held: HeldToken) => boolean): Promise<HeldToken | undefined>;
  /** Fetches without waiting for a turn. */
  fetchNow(): Promise<HeldToken>;
}

/** Makes the fetcher of one app. Its functions throw `WecomError` or `WecomUnreachableError`. */
export function createTokenFetcher(
  options: TokenBrokerOptions,
  rejected: RejectedTokens,
): TokenFetcher {
  const { clock } = options;
  const shared = createSharedToken(options);
  const fetchToken = createFetchToken(options, rejected);
  let refusal: { facts: RefusalFacts; until: number } | undefined;

  function isUsable(held: HeldToken): boolean {
    const marginMs = Math.min(MARGIN_MS, (held.expiresAt - held.fetchedAt) / 20);
    return clock.now() < held.expiresAt - marginMs && !rejected.has(held);
  }

  async function fetchAndShare(version: number): Promise<HeldToken> {
    try {
      const fetched = await fetchToken();
      if (await shared.write(fetched, version)) return fetched;
      // Another replica fetched too. Which token WeCom keeps is unknown, so all use the shared one.
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
    if (facts !== undefined) throw new WecomError("gettoken", facts);
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
        // Whoever had the lease before may have just finished.
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

/** `GET gettoken`, document path 91039. */
function createFetchToken(options: TokenBrokerOptions, rejected: RejectedTokens) {
  const { clock, random } = options;
  const callWecom = createWecomCall(options);
  return async function fetchToken(): Promise<HeldToken> {
    const fetchedAt = clock.now();
    const wire = await callWecom({
      call: "gettoken",
      query: { corpid: options.corpId, corpsecret: options.secret },
      answer: gettokenWire,
      repeatable: true,
    });
    rejected.reissue(wire.access_token);
    const lifeMs = wire.expires_in * 1_000;
    const renewAt = fetchedAt + lifeMs * (0.88 + 0.04 * random());
    return { token: wire.access_token, fetchedAt, renewAt, expiresAt: fetchedAt + lifeMs };
  };
}

/** What asking again will not change soon: wrong settings, and the IP block that follows them. */
function isLasting(error: WecomError): boolean {
  return error.class === "configuration" || error.errcode === 45009;
}
