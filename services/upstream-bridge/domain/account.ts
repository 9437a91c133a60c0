/**
 * What an account is doing. `initialized`: an instance exists, and a person decides the next step. `suspect`: the last
 * checks were bad, but not bad enough. `stopped`: a person stopped it; it never acts by itself.
 */
export const ACCOUNT_STATES = [
  "new",
  "initializing",
  "initialized",
  "qr_pending",
  "qr_scanned",
  "code_required",
  "code_submitted",
  "auto_login",
  "online",
  "suspect",
  "reconnecting",
  "second_verify",
  "offline",
  "stopped",
] as const;

export type AccountState = (typeof ACCOUNT_STATES)[number];

/** Why an account is `offline`: it needs a person. */
export const OFFLINE_REASONS = [
  "init_failed",
  "qr_expired",
  "ended_by_phone",
  "kicked",
  "second_verify",
  "reconnect_exhausted",
  "no_vid",
  "identity_conflict",
] as const;

export type OfflineReason = (typeof OFFLINE_REASONS)[number];

/** The member as the upstream describes them. The phone number is masked. */
export interface AccountProfile {
  readonly nickname: string;
  readonly realname: string;
  readonly corpName: string;
  readonly avatar: string;
  readonly maskedMobile: string;
}

/** The proxy that an instance uses. The password is a secret. */
export interface AccountProxy {
  readonly ip: string;
  readonly port: string;
  readonly proxyType: string;
  readonly userName: string;
  readonly password: string;
  readonly isPermanent: boolean;
}

/** A QR code that a person must scan, and the key that CheckCode needs. Both are secrets. */
export interface QrCode {
  /** `login`, or the second verification of an account that is signed in. */
  readonly purpose: "login" | "second_verify";
  /** A data URI, or the upstream's http URL where it sent no picture. */
  readonly image: string;
  readonly key: string;
  /** In epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Everything that the machine knows of an account: plain data, stored as JSON. All times are epoch milliseconds. Ids are
 * decimal strings.
 */
export interface AccountRecord {
  readonly state: AccountState;
  /** Only while `offline`. */
  readonly reason: OfflineReason | null;
  /** The upstream reported a restriction: nothing is sent until a person clears it. */
  readonly restrictedAt: number | null;
  readonly vid: string | null;
  readonly corpId: string | null;
  readonly profile: AccountProfile | null;
  /** The current instance. A secret: only its first six characters are shown. */
  readonly uuid: string | null;
  /** Counts the instances. */
  readonly generation: number;
  readonly proxy: AccountProxy | null;
  readonly qr: QrCode | null;
  /** Failed tries with the key of `qr`. */
  readonly codeTries: number;
  /** The call whose answer is awaited. At most one. `input` is the command that waits for its end. */
  readonly calling: { readonly call: CallKind; readonly since: number } | null;
  /** The calls that follow it. */
  readonly next: readonly CallKind[];
  /** The input whose result is still open: a command of a person. */
  readonly openInput: string | null;
  /** Consecutive checks that said down, said nothing clear, or did not arrive. */
  readonly checks: {
    readonly down: number;
    readonly settling: number;
    readonly unclear: number;
    readonly unknown: number;
  };
  readonly unknownSince: number | null;
  readonly lastCheckedAt: number | null;
  readonly lastError: string | null;
  /** Tries of the present outage. */
  readonly attempts: number;
  /** Automatic QR codes of the present outage. */
  readonly automaticQrCodes: number;
  /** Whether a scan was asked for in the present outage. */
  readonly hasAskedForScan: boolean;
  /** Times of the latest `init` calls, for the limit of three in 15 minutes. */
  readonly inits: readonly number[];
  readonly onlineSince: number | null;
  readonly callbackRegisteredAt: number | null;
  /** When the state began. */
  readonly stateSince: number;
  /** When the machine wants the input `due`; null: never. */
  readonly dueAt: number | null;
}

/** The kinds of calls of the upstream that the machine makes. */
export type CallKind =
  | "init"
  | "set_callback"
  | "get_qr"
  | "check_code"
  | "automatic_login"
  | "second_verify"
  | "probe"
  | "sync"
  | "log_out"
  | "close";
