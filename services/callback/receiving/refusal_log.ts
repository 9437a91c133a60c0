import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type {
  CallbackCryptoError,
  CallbackCryptoReason,
} from "packages/wecom/callback/callback_crypto_error.ts";

/** At most one line per minute for each app and reason: scanners send thousands of requests. */
const LINE_EVERY_MS = 60_000;

/** Why a callback was refused. Only the operator sees it, never the sender. */
export type RefusalReason =
  | CallbackCryptoReason
  /** No such app or AI bot, or it has no token and key. */
  | "unknown_app"
  /** The sender's address is not in WeCom's list. */
  | "address"
  /** The signed time is outside the replay window. */
  | "stale"
  /** A callback of the upstream with a token that is not ours, or without one where one is needed. */
  | "upstream_token";

/** Details of a refusal, where there is more to log than the reason. */
export interface RefusalDetail {
  readonly error?: CallbackCryptoError;
  /** Signed time minus our time. */
  readonly skewSeconds?: number;
}

/** Counts refused callbacks and logs them at a limited rate. */
export interface RefusalLog {
  /**
   * Adds one refusal.
   * @param app the name of a configured app, so that no text from a stranger gets into the log
   */
  add(reason: RefusalReason, app: string | undefined, detail?: RefusalDetail): void;
}

/** Any client can cause these with a wrong body, address or path, so they are logged as `info`. */
const NOISE: ReadonlySet<RefusalReason> = new Set([
  "unknown_app",
  "address",
  "xml",
  "upstream_token",
]);

/** Logs the first refusal of its kind at once, then one line per minute with the number of refusals since. */
export function createRefusalLog({ clock, log }: { clock: Clock; log: Logger }): RefusalLog {
  const kinds = new Map<string, { unlogged: number; quietUntil: number }>();
  return {
    add(reason, app, { error, skewSeconds } = {}) {
      const now = clock.now();
      const key = `${reason} ${app}`;
      const kind = kinds.get(key) ?? { unlogged: 0, quietUntil: 0 };
      kinds.set(key, kind);
      kind.unlogged += 1;
      if (now < kind.quietUntil) return;
      log[NOISE.has(reason) ? "info" : "warn"]("callback_refused", {
        reason,
        app,
        count: kind.unlogged,
        ...skewSeconds === undefined ? {} : { skew_seconds: skewSeconds },
        ...error === undefined
          ? {}
          : { wecom_code: error.code, advice: error.operator.en, advice_zh: error.operator.zh },
      });
      kind.unlogged = 0;
      kind.quietUntil = now + LINE_EVERY_MS;
    },
  };
}
