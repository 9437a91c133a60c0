import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type {
  AccountIdentity,
  CallKind,
  ProbeStatus,
} from "services/upstream-bridge/domain/account.ts";

export type { AccountCommand };

/** A callback that concerns the state, already read (5.2 of the upstream's facts). It leads to a check, never to harm. */
export type StatePush =
  | { readonly kind: "qr_scanned" | "qr_confirmed" | "qr_cancelled"; readonly qrcodeKey?: string }
  | { readonly kind: "code_required"; readonly qrcodeKey?: string }
  | { readonly kind: "qr_expired" | "ended_by_phone" | "disconnected" | "kicked" | "second_verify" }
  | ({ readonly kind: "success" | "corp_switched" } & AccountIdentity)
  | { readonly kind: "restricted" };

/** The answer of the upstream to a call, as far as the machine needs it. */
export type CallAnswer =
  | { readonly ok: true; readonly call: "init"; readonly uuid: string }
  | QrAnswer
  | ProbeAnswer
  | {
    readonly ok: true;
    readonly call: Exclude<CallKind, "init" | "get_qr" | "second_verify" | "probe">;
  }
  | CallFailure;

/** A QR code, for a login or for a second verification. */
export interface QrAnswer {
  readonly ok: true;
  readonly call: "get_qr" | "second_verify";
  readonly image: string;
  readonly key: string;
  readonly ttlMs: number;
}

/** What a check found. */
export interface ProbeAnswer extends AccountIdentity {
  readonly ok: true;
  readonly call: "probe";
  readonly status: ProbeStatus;
  /** The registered callback address is another one than ours; undefined: the upstream does not say. */
  readonly isCallbackLost?: boolean;
}

/** A call that did not succeed. */
export interface CallFailure {
  readonly ok: false;
  readonly call: CallKind;
  /**
   * `not_sent`: the breaker is open. `unavailable`: no answer, so its effect is unknown. `rejected`: the upstream said no. `second_verify`: it demands a
   * second verification (-11025). `code_not_needed`: CheckCode found nothing to verify. `unclear`: an answer without sense.
   */
  readonly kind:
    | "not_sent"
    | "unavailable"
    | "rejected"
    | "second_verify"
    | "code_not_needed"
    | "unclear";
  readonly errcode?: string;
  /** One sentence, without secrets. */
  readonly message: string;
}

/** Everything that can happen to an account. */
export type AccountInput =
  | { readonly kind: "command"; readonly id: string; readonly command: AccountCommand }
  /** `uuid` and `generation` of the instance that sent it: late callbacks of older ones are ignored. */
  | { readonly kind: "push"; readonly uuid: string; readonly push: StatePush }
  | { readonly kind: "answered"; readonly answer: CallAnswer }
  /** A send or a read of contacts was refused: the account may be down. */
  | {
    readonly kind: "reported";
    readonly uuid: string;
    readonly trouble: "second_verify" | "not_logged_in";
  }
  /** The process that awaited the answer of `calling` has ended. */
  | { readonly kind: "interrupted" }
  /** A process has started: what is online is checked before anything else. */
  | { readonly kind: "started" }
  /** `dueAt` has come. */
  | { readonly kind: "due" }
  /** Another account of ours has this identity already. */
  | { readonly kind: "identity_taken" };

/** The end of a command, for the person who waits. */
export type CommandResult =
  | {
    readonly ok: true;
    /**
     * `qr_code`: the automatic login was refused, and a QR code is shown in its place. `code_not_needed`: CheckCode had
     * nothing to verify; either the account is online soon, or a new QR code is shown.
     */
    readonly note?: "qr_code" | "code_not_needed";
  }
  | CommandFailure;

/** A command that did not do what it should. */
export interface CommandFailure {
  readonly ok: false;
  readonly code: "wrong_state" | "upstream_refused" | "upstream_unavailable" | "limited";
  /** One sentence, without secrets. */
  readonly message: string;
  readonly errcode?: string;
  /** With `limited`: when it is possible again. */
  readonly retryAfterMs?: number;
}
