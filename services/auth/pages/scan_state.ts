import type { FailureReason, Status } from "packages/login/attempt.ts";

/** What the scan panel shows. */
export type ScanPhase =
  | "loading"
  | "waiting"
  | "scanned"
  | "choosing"
  | "signing_in"
  | "signed_in"
  | "denied"
  | "expired"
  | "failed";

/** Why nothing moves at the moment although nobody has to do anything: the page goes on by itself. */
export type ScanTrouble = "reconnecting" | "offline" | "too_many" | "busy";

export interface ScanState {
  phase: ScanPhase;
  /** The QR as a data URL, from the answer until the next renewal. */
  qr: string | undefined;
  /** What the QR holds. */
  loginUrl: string | undefined;
  matchNumber: string | undefined;
  /** Why it failed; undefined when the reason is not one of the attempt's. */
  reason: FailureReason | undefined;
  trouble: ScanTrouble | undefined;
}

export type ScanEvent =
  | { type: "renewing" }
  | { type: "created"; qr: string; loginUrl: string }
  | {
    type: "status";
    status: Status;
    matchNumber?: string | undefined;
    reason?: FailureReason | undefined;
  }
  | { type: "trouble"; trouble: ScanTrouble }
  | { type: "expired" }
  | { type: "refused" }
  | { type: "signed_in" };

const PHASES: Readonly<Record<Status, ScanPhase>> = {
  pending: "waiting",
  scanned: "scanned",
  confirming: "choosing",
  confirmed: "signing_in",
  consumed: "signed_in",
  denied: "denied",
  failed: "failed",
  expired: "expired",
};

export const initialScanState: ScanState = {
  phase: "loading",
  qr: undefined,
  loginUrl: undefined,
  matchNumber: undefined,
  reason: undefined,
  trouble: undefined,
};

/** The panel after an event. Every answer from the server ends a trouble. */
export function reduceScan(state: ScanState, event: ScanEvent): ScanState {
  switch (event.type) {
    case "renewing":
      return initialScanState;
    case "created":
      return { ...initialScanState, phase: "waiting", qr: event.qr, loginUrl: event.loginUrl };
    case "status":
      return {
        ...state,
        phase: PHASES[event.status],
        matchNumber: event.matchNumber,
        reason: event.reason,
        trouble: undefined,
      };
    case "trouble":
      return { ...state, trouble: event.trouble };
    case "expired":
      return { ...state, phase: "expired", trouble: undefined };
    case "refused":
      return { ...state, phase: "failed", reason: undefined, trouble: undefined };
    case "signed_in":
      return { ...state, phase: "signed_in", trouble: undefined };
  }
}
