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

/** Waiting for another replica's fetch: 40 looks, 100 ms apart on average, outlive its lease. */
const MAX_LOOKS = 40;
const LOOK_EVERY_MS = 100;
/** Who could not renew early tries again after this; the token in hand is still good. */
const RENEW_AGAIN_MS = 30_000;
/** Who renews early waits this long, then uses the token in hand and lets the renewal finish by itself. */
const RENEW_PATIENCE_MS = 1_000;

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

/** Makes the one source of access tokens for one app (document path 91039); see {@link createBroker}. */
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
 * Makes the one source of something that WeCom gives out for a time. It is held in memory and
 * shared through the store; one caller of one replica fetches while the others wait for its
 * result, or go on with what is in hand when it is only being renewed early. With the store down
 * each process fetches for itself. `token` throws `WecomError` or `WecomUnreachableError`.
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
    // The others are stuck or dying one after the other: a login must not depend on them.
    return await fetcher.fetchNow();
  }

  function obtainOnce(): Promise<HeldToken> {
    if (flight === undefined) {
      flight = obtain().then((held) => local = held).finally(() => flight = undefined);
      // Everybody who waited may have given up by the time it fails.
      flight.catch(() => {});
    }
    return flight;
  }

  /** Never fails: the token in hand is still good, and the next caller tries again later. */
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
