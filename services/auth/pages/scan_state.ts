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

/** Why the page waits although the person has nothing to do: it continues automatically. */
export type ScanTrouble = "reconnecting" | "offline" | "too_many" | "busy";

/** The state of the scan panel. */
export interface ScanState {
  phase: ScanPhase;
  /** The QR as a data URL; undefined until it is loaded. */
  qr: string | undefined;
  /** The URL in the QR. */
  loginUrl: string | undefined;
  matchNumber: string | undefined;
  /** Why the attempt failed; undefined when the server gave no reason. */
  reason: FailureReason | undefined;
  trouble: ScanTrouble | undefined;
}

/** What changes the state. */
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

/** The state of an attempt that the page begins to follow. */
export function scanStateOf(attempt: {
  qr?: string | undefined;
  loginUrl: string;
  status: Status;
  matchNumber?: string | undefined;
  reason?: FailureReason | undefined;
}): ScanState {
  const { qr = "", loginUrl, ...status } = attempt;
  const created = reduceScan(initialScanState, { type: "created", qr, loginUrl });
  return reduceScan(created, { ...status, type: "status" });
}

/** The state after an event. Every status from the server ends a trouble. */
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
