import type {
  AccountProfile,
  AccountState,
  OfflineReason,
} from "services/upstream-bridge/domain/account.ts";

/** An account as the console shows it: without secrets. */
export interface AccountView {
  readonly id: string;
  /** What operators call it. */
  readonly name: string;
  readonly state: AccountState;
  readonly reason: OfflineReason | null;
  readonly stateSince: Date;
  /** When it was last known to be online; null: never. */
  readonly lastSeenAt: Date | null;
  readonly lastCheckedAt: Date | null;
  /** While `reconnecting`: which try, and when the next one begins. */
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly vid: string | null;
  readonly corpId: string | null;
  readonly profile: AccountProfile | null;
  /** The first six characters of the instance. */
  readonly uuidPrefix: string | null;
  readonly generation: number;
  readonly qr: QrView | null;
  /** How many codes may still be tried with the present QR code. */
  readonly codeTriesLeft: number;
  /** A call of the upstream is being made. */
  readonly isBusy: boolean;
  readonly restrictedAt: Date | null;
  /** Until then some chat is muted, because a program answers each message there; null: none. */
  readonly mutedUntil: Date | null;
  readonly lastError: string | null;
  readonly callbackRegisteredAt: Date | null;
}

/** A QR code to scan. */
export interface QrView {
  readonly purpose: "login" | "second_verify";
  /** A data URI, or an http URL, which browsers may not load in our pages. */
  readonly image: string;
  readonly expiresAt: Date;
}

/** How the upstream is reached, and how it reaches us: what the pages say about the deployment. */
export interface UpstreamView {
  /** False: BASE_URL is not set. */
  readonly isConfigured: boolean;
  /** Where the simulated phone is; undefined with a real upstream. */
  readonly simulatedPhone: string | undefined;
  /**
   * `on`: callbacks arrive. `off`: CALLBACK_URL=off. `unreachable`: the address is one of this machine, and the upstream is
   * elsewhere.
   */
  readonly callbacks: "on" | "off" | "unreachable";
  /** The address without the token; null without callbacks. */
  readonly callbackUrl: string | null;
  /** False: MONITOR_INTERVAL_MS=0. */
  readonly isMonitored: boolean;
  /** The switch for all accounts. */
  readonly sendingEnabled: boolean;
  readonly dryRun: boolean;
}
