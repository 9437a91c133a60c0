import { type RandomBytes, randomHex } from "packages/platform/random.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";

/**
 * `idle` (no QR code), `qr` (shown), `scanned`, `code` (the phone shows a code), `signing_in`, `online`, `dropped` (was
 * online), `destroyed`.
 */
export type Stage =
  | "idle"
  | "qr"
  | "scanned"
  | "code"
  | "signing_in"
  | "online"
  | "dropped"
  | "destroyed";

export type LinkState = "CONNECTING" | "HANDSHAKING" | "CONNECTED" | "RECONNECTING" | "CLOSED";

/** A QR code that was given out. */
export interface QrCode {
  /** 32 upper-case hex digits. */
  readonly key: string;
  /** The name of its picture; it is not the key. */
  readonly fileName: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** For a second verification instead of a login. */
  readonly isVerification: boolean;
}

/** One emulated client. */
export interface Instance {
  readonly uuid: string;
  readonly clientId: string;
  /** The `vid` of `init`: the device of this account. Undefined: a new device. */
  readonly initVid: string | undefined;
  readonly createdAt: number;
  stage: Stage;
  /** The account that scanned or is logged in. */
  vid: string | undefined;
  qr: QrCode | undefined;
  /** The six digits that the phone shows. */
  code: string | undefined;
  hasPassedCode: boolean;
  callback: { callbackType: string; url: string } | undefined;
  loggedInAt: number;
  /** Replaces the state of the link that time gives. */
  forcedLink: LinkState | undefined;
  /** Ends the timer that destroys an instance without a login. */
  cancelExpiry: () => void;
}

/** Destroyed instances are kept for their answers. */
const MAXIMUM = 10_000;

export type Instances = ReturnType<typeof createInstances>;

/** All instances of our accounts, in the order of their `init`. */
export function createInstances(
  { now, randomBytes, settings }: {
    now: () => number;
    randomBytes: RandomBytes;
    settings: Settings;
  },
) {
  const byUuid = new Map<string, Instance>();

  function newUuid(): string {
    const hex = randomHex(randomBytes, 16);
    return settings.uuidFormat === "hex" ? hex : dashed(hex);
  }

  return {
    /** A new client on the device of the account `initVid`, or on a new device. */
    create(initVid: string | undefined): Instance {
      const instance: Instance = {
        uuid: newUuid(),
        clientId: randomHex(randomBytes, 16),
        initVid,
        createdAt: now(),
        stage: "idle",
        vid: undefined,
        qr: undefined,
        code: undefined,
        hasPassedCode: false,
        callback: undefined,
        loggedInAt: 0,
        forcedLink: undefined,
        cancelExpiry: () => {},
      };
      byUuid.set(instance.uuid, instance);
      const [oldest] = byUuid.keys();
      if (byUuid.size > MAXIMUM && oldest !== undefined) byUuid.delete(oldest);
      return instance;
    },

    /** A new QR code for an instance. */
    createQr(isVerification: boolean): QrCode {
      return {
        key: randomHex(randomBytes, 16).toUpperCase(),
        fileName: dashed(randomHex(randomBytes, 16)),
        expiresAt: now() + settings.qrTtlSeconds * 1000,
        isVerification,
      };
    },

    find: (uuid: string): Instance | undefined => byUuid.get(uuid),
    list: (): Instance[] => [...byUuid.values()],
    live: (): Instance[] => [...byUuid.values()].filter(({ stage }) => stage !== "destroyed"),
    /** The instance that pushes for an account now. */
    onlineOf: (vid: string): Instance | undefined =>
      [...byUuid.values()].findLast((it) => it.stage === "online" && it.vid === vid),
    /** Forgets all, as a restart of the upstream does. A login that is running does not complete. */
    clear(): void {
      for (const instance of byUuid.values()) {
        instance.cancelExpiry();
        instance.stage = "destroyed";
      }
      byUuid.clear();
    },
  };
}

/** Hex digits in the groups of a UUID. */
function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
