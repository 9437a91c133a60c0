import type {
  AccountProfile,
  AccountProxy,
  CallKind,
} from "services/upstream-bridge/domain/account.ts";

/** What a person or a machine with the scope `bridge.manage` asks for. */
export type AccountCommand =
  /** The whole login. With a known vid: by itself first, then by QR code. */
  | { readonly kind: "start"; readonly vid?: string; readonly proxy?: AccountProxy | null }
  /** The steps of the seed's sequence, one by one. */
  | { readonly kind: "init"; readonly vid?: string; readonly proxy?: AccountProxy | null }
  | { readonly kind: "set_callback" }
  | { readonly kind: "get_qr" }
  | { readonly kind: "check_code"; readonly code: string; readonly qrcodeKey?: string }
  | { readonly kind: "automatic_login" }
  | { readonly kind: "second_verify" }
  | { readonly kind: "check_now" }
  | { readonly kind: "clear_restriction" }
  /** Ends the instance without signing the account out. It stays stopped. */
  | { readonly kind: "stop" }
  | { readonly kind: "log_out" }
  | { readonly kind: "close" };

/** A callback that concerns the state, already read (5.2 of the upstream's facts). It leads to a check, never to harm. */
export type StatePush =
  | { readonly kind: "qr_scanned" | "qr_confirmed" | "qr_cancelled"; readonly qrcodeKey?: string }
  | { readonly kind: "code_required"; readonly qrcodeKey?: string }
  | { readonly kind: "qr_expired" | "ended_by_phone" | "disconnected" | "kicked" | "second_verify" }
  | {
    readonly kind: "success" | "corp_switched";
    readonly vid: string | null;
    readonly corpId: string | null;
    readonly profile: AccountProfile | null;
  }
  | { readonly kind: "restricted" };

/** The answer of the upstream to a call, as far as the machine needs it. */
export type CallAnswer =
  | { readonly ok: true; readonly call: "init"; readonly uuid: string }
  | {
    readonly ok: true;
    readonly call: "get_qr" | "second_verify";
    readonly image: string;
    readonly key: string;
    readonly ttlMs: number;
  }
  | {
    readonly ok: true;
    readonly call: "probe";
    readonly status: "up" | "settling" | "down" | "verify" | "unclear" | "unknown";
    readonly vid: string | null;
    readonly corpId: string | null;
    readonly profile: AccountProfile | null;
    /** The registered callback address is another one than ours; undefined: the upstream does not say. */
    readonly isCallbackLost?: boolean;
  }
  | {
    readonly ok: true;
    readonly call: "set_callback" | "check_code" | "automatic_login" | "sync" | "log_out" | "close";
  }
  | CallFailure;

/** A call that did not succeed. */
export interface CallFailure {
  readonly ok: false;
  readonly call: CallKind;
  /**
   * `unavailable`: no answer, so its effect is unknown. `rejected`: the upstream said no. `second_verify`: it demands a
   * second verification (-11025). `code_not_needed`: CheckCode found nothing to verify. `unclear`: an answer without sense.
   */
  readonly kind: "unavailable" | "rejected" | "second_verify" | "code_not_needed" | "unclear";
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
  | { readonly ok: true }
  | {
    readonly ok: false;
    readonly code: "wrong_state" | "upstream_refused" | "upstream_unavailable" | "limited";
    readonly message: string;
    readonly errcode?: string;
  };
