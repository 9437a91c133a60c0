import { setTimeout as wait } from "node:timers/promises";
import { createWecomCall, type Observe, type TokenSource } from "packages/wecom/client/call.ts";
import { abortedError } from "packages/wecom/client/exchange.ts";
import { createRejectedTokens } from "packages/wecom/client/rejected_tokens.ts";
import type { HeldToken, TokenStore } from "packages/wecom/client/shared_token.ts";
import {
  createTokenFetcher,
  type TokenFetcherOptions,
} from "packages/wecom/client/token_fetcher.ts";
import { gettokenWire } from "packages/wecom/client/wire.ts";

/** Waiting for another replica's fetch: 40 looks, 100 ms apart on average, take longer than its lease. */
const MAX_LOOKS = 40;
const LOOK_EVERY_MS = 100;
/** The time until the next try after a failed early renewal; the present token is still valid. */
const RENEW_AGAIN_MS = 30_000;
/** How long a caller waits for an early renewal. Then it uses the present token, and the renewal continues. */
const RENEW_PATIENCE_MS = 1_000;

/** What a token broker needs. */
export interface TokenBrokerOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: { now(): number };
  /** Returns a number in [0, 1): for jitter, and for the name of the lease holder. */
  readonly random: () => number;
  /** The base URL of WeCom's API; may have a path. */
  readonly baseUrl: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  readonly store: TokenStore;
  readonly observe?: Observe;
  /** For one try of gettoken. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Makes the only source of access tokens for one app; see {@link createBroker}. Document path 91039. */
export function createTokenBroker(options: TokenBrokerOptions): TokenSource {
  const callWecom = createWecomCall(options);
  return createBroker({
    ...options,
    key: `wecom:token:${options.corpId}:${options.agentId}`,
    call: "gettoken",
    async ask() {
      const wire = await callWecom({
        call: "gettoken",
        query: { corpid: options.corpId, corpsecret: options.secret },
        answer: gettokenWire,
        repeatable: true,
      });
      return { token: wire.access_token, expiresInSeconds: wire.expires_in };
    },
  });
}

/**
 * Makes the only source of a token or ticket that WeCom issues for a limited time. It is kept in memory and
 * shared through the store. One caller of one replica fetches it, and the others wait for the result;
 * during an early renewal they use the present token. While the store is down, each process fetches its
 * own token. `token` throws `WecomError` or `WecomUnreachableError`.
 */
export function createBroker(options: TokenFetcherOptions): TokenSource {
  const { clock, random } = options;
  const rejected = createRejectedTokens(clock);
  const fetcher = createTokenFetcher(options, rejected);
  let local: HeldToken | undefined;
  let flight: Promise<HeldToken> | undefined;
  let renewing = false;

  const isFresh = (held: HeldToken) => fetcher.isUsable(held) && clock.now() < held.renewAt;

  async function obtain(): Promise<HeldToken> {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const held = await fetcher.acquire(fetcher.isUsable);
      if (held !== undefined) return held;
      await wait(LOOK_EVERY_MS * (0.5 + random()));
    }
    // The other replicas hang or crash: a login must not depend on them.
    return await fetcher.fetchNow();
  }

  function obtainOnce(): Promise<HeldToken> {
    if (flight === undefined) {
      flight = obtain().then((held) => local = held).finally(() => flight = undefined);
      // All callers may have stopped waiting before it fails.
      flight.catch(() => {});
    }
    return flight;
  }

  /** Never fails: the present token is still valid, and a later caller tries again. */
  async function renew(current: HeldToken): Promise<HeldToken> {
    renewing = true;
    const renewed = await fetcher.acquire(isFresh).catch(() => undefined);
    renewing = false;
    const renewAt = clock.now() + RENEW_AGAIN_MS * (0.5 + random());
    const next = renewed ?? { ...current, renewAt };
    if (local === current) local = next;
    return next;
  }

  return {
    async token(signal) {
      const held = local;
      if (held === undefined || !fetcher.isUsable(held)) {
        return (await abortable(options.call, obtainOnce(), signal)).token;
      }
      if (renewing || isFresh(held)) return held.token;
      const patience = AbortSignal.timeout(RENEW_PATIENCE_MS);
      return (await abortable(options.call, renew(held), patience).catch(() => held)).token;
    },
    invalidate: (usedToken) => rejected.add(usedToken),
  };
}

async function abortable<T>(
  call: string,
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(abortedError(call, signal));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
