import type {
  AccountCommand,
  AccountProxy,
} from "services/upstream-bridge/domain/account_command.ts";

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
  /** The call whose answer is awaited. At most one. */
  readonly calling: { readonly call: CallKind; readonly since: number } | null;
  /** The calls that follow it. */
  readonly next: readonly CallKind[];
  /** Commands that have begun and have no result yet. */
  readonly waiting: readonly WaitingCommand[];
  /** Commands that arrived during a call: they are handled after its answer. One may contain a code. */
  readonly queued: readonly QueuedCommand[];
  /** Consecutive checks that said down, said nothing clear, or did not arrive. */
  readonly checks: {
    readonly down: number;
    readonly settling: number;
    readonly unclear: number;
    readonly unknown: number;
  };
  /** The first of the checks without a clear answer. */
  readonly unknownSince: number | null;
  /** Whether operators have been notified that the upstream gives no clear answers. */
  readonly isUnreachable: boolean;
  /** The result of the latest check: only changes are logged. */
  readonly lastStatus: ProbeStatus | null;
  readonly lastCheckedAt: number | null;
  /** What a callback or a refused call said. The next check with a clear answer decides about it. */
  readonly suspicion: Suspicion | null;
  /** The identity that a callback named, for builds whose status answer has none. A check confirms the login. */
  readonly pushedIdentity: AccountIdentity | null;
  readonly lastError: string | null;
  /** When the present loss began: the account went down, and no person wanted it. */
  readonly lossSince: number | null;
  /** Tries to reconnect. They count from 0 again after ten minutes online. */
  readonly attempts: number;
  /** Automatic QR codes since the account was online. */
  readonly automaticQrCodes: number;
  /** Whether a scan was asked for since the account was online. */
  readonly hasAskedForScan: boolean;
  /** When a second verification was asked for: a build that demands it in some calls only must not ask at each of them. */
  readonly askedToVerifyAt: number | null;
  /** Times of the latest `init` calls, for the limit of three in 15 minutes. */
  readonly inits: readonly number[];
  readonly onlineSince: number | null;
  readonly callbackRegisteredAt: number | null;
  /** Earlier instances, which are closed at the upstream when the account is online again. */
  readonly superseded: readonly string[];
  /** When the state began. */
  readonly stateSince: number;
  /** When the next check is due. */
  readonly checkAt: number | null;
  /** When the state ends by itself; while `reconnecting`: when the next try begins. */
  readonly deadlineAt: number | null;
  /** When the callback address is to be registered again. */
  readonly callbackAt: number | null;
  /**
   * When the machine wants the input `due`; null: never. During a call: when its answer counts as lost, so a call needs no
   * timer of its own.
   */
  readonly dueAt: number | null;
}

/** A command that waits for its end. */
export interface WaitingCommand {
  readonly inputId: string;
  readonly kind: AccountCommand["kind"];
}

/** A command that has not begun. */
export interface QueuedCommand {
  readonly inputId: string;
  readonly command: AccountCommand;
}

/** Who an account is. Ids are decimal strings. */
export interface AccountIdentity {
  readonly vid: string | null;
  readonly corpId: string | null;
  readonly profile: AccountProfile | null;
}

/** What may have happened to an account that was online, until a check decides. */
export type Suspicion =
  | "disconnected"
  | "kicked"
  | "ended_by_phone"
  | "second_verify"
  | "qr_expired";

/**
 * The result of a check (11.2 of the upstream's facts). `settling`: signed in, the link is not there yet. `verify`: a second
 * verification is demanded. `unclear`: refused for an unknown reason. `unknown`: no usable answer; it never leads to `init`.
 */
export type ProbeStatus = "up" | "settling" | "down" | "verify" | "unclear" | "unknown";

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
  | "close"
  /** Closes an instance that a newer one has replaced. */
  | "close_superseded";
