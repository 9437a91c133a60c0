import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type {
  CallbackCryptoError,
  CallbackCryptoReason,
} from "packages/wecom/callback/callback_crypto_error.ts";

/** At most one line a minute for each app and reason: scanners come by the thousand. */
const LINE_EVERY_MS = 60_000;

/** Why a callback was refused: for the operator, never for the sender. */
export type RefusalReason =
  | CallbackCryptoReason
  /** No such app or AI bot, or without token and key. */
  | "unknown_app"
  /** Not from an address that WeCom names. */
  | "address"
  /** Signed outside the replay window. */
  | "stale";

/** What of it was wrong, where that is more than the reason. */
export interface RefusalDetail {
  readonly error?: CallbackCryptoError;
  /** Of its signed time from ours. */
  readonly skewSeconds?: number;
}

/** Counts what is refused. */
export interface Refusals {
  /** Notes one refusal. `app` is one that exists: nothing that a stranger says gets into the log. */
  note(reason: RefusalReason, app: string | undefined, detail?: RefusalDetail): void;
}

/** What anybody can cause, and so says little: the body, the address, the path. */
const NOISE: ReadonlySet<RefusalReason> = new Set(["unknown_app", "address", "xml"]);

/** Refusals as lines of the log: the first of its kind at once, then one a minute that says how many there were. */
export function createRefusals({ clock, log }: { clock: Clock; log: Logger }): Refusals {
  const kinds = new Map<string, { unsaid: number; quietUntil: number }>();
  return {
    note(reason, app, { error, skewSeconds } = {}) {
      const now = clock.now();
      const key = `${reason} ${app}`;
      const kind = kinds.get(key) ?? { unsaid: 0, quietUntil: 0 };
      kinds.set(key, kind);
      kind.unsaid += 1;
      if (now < kind.quietUntil) return;
      log[NOISE.has(reason) ? "info" : "warn"]("callback_refused", {
        reason,
        app,
        count: kind.unsaid,
        ...skewSeconds === undefined ? {} : { skew_seconds: skewSeconds },
        ...error === undefined
          ? {}
          : { wecom_code: error.code, advice: error.operator.en, advice_zh: error.operator.zh },
      });
      kind.unsaid = 0;
      kind.quietUntil = now + LINE_EVERY_MS;
    },
  };
}
