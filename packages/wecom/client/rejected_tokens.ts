import { type HeldToken, tokenHash } from "packages/wecom/client/shared_token.ts";

/** The number of remembered tokens: late refusals concern only the last few. */
const MAX_REJECTED = 16;
/** WeCom may return a token again that it has just refused. An immediate call returns the same token. */
const REISSUE_MS = 10_000;

/** The tokens that WeCom has refused. A late refusal of an old token never affects a newer one. */
export interface RejectedTokens {
  /** Remembers a refusal. */
  add(token: string): void;
  /** Whether this token was refused after it was fetched. */
  has(held: HeldToken): boolean;
  /** Removes the refusal when WeCom issues the same token again. */
  reissue(token: string): void;
}

/** Makes an empty list of refused tokens. It stores hashes, not tokens. */
export function createRejectedTokens(clock: { now(): number }): RejectedTokens {
  const rejectedAt = new Map<string, number>();
  let reissued: { hash: string; at: number } | undefined;
  return {
    add(token) {
      const hash = tokenHash(token);
      if (reissued?.hash === hash && clock.now() - reissued.at < REISSUE_MS) return;
      rejectedAt.delete(hash);
      rejectedAt.set(hash, clock.now());
      if (rejectedAt.size > MAX_REJECTED) rejectedAt.delete(rejectedAt.keys().next().value!);
    },
    has(held) {
      const at = rejectedAt.get(tokenHash(held.token));
      return at !== undefined && held.fetchedAt <= at;
    },
    reissue(token) {
      const hash = tokenHash(token);
      if (rejectedAt.delete(hash)) reissued = { hash, at: clock.now() };
    },
  };
}
