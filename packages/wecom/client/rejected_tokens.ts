import { type HeldToken, tokenHash } from "packages/wecom/client/shared_token.ts";

/** How many refused tokens are remembered: late answers concern the last few. */
const MAX_REJECTED = 16;
/** WeCom may answer gettoken with the token it has just refused; asking again at once gives the same. */
const REISSUE_MS = 10_000;

/** Which tokens WeCom has refused. Refusing one never touches another, however late it comes. */
export interface RejectedTokens {
  /** Remembers a refusal. */
  add(token: string): void;
  /** Whether this token was refused after it was fetched. */
  has(held: HeldToken): boolean;
  /** Takes a refusal back when WeCom issues the same token again. */
  reissue(token: string): void;
}

/** Makes an empty memory of refused tokens; it holds hashes, not tokens. */
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
