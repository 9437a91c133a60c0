import assert from "node:assert/strict";

/** Actions of which an account has at most one in flight; the others are sends and reads for callers. */
const OF_THE_MACHINE = new Set([
  "SetCallbackUrl",
  "getQrCode",
  "CheckCode",
  "automaticLogin",
  "SecondaryValidation",
  "GetRunClientByUuid",
  "GetRunClientInfo",
  "LoginOut",
  "CloseConnent",
  "SyncAllData",
]);

interface Request {
  readonly replica: number;
  readonly action: string;
  readonly uuid: string;
  isHeld: boolean;
}

/** A request whose answer is kept back. */
export interface HeldRequest {
  readonly uuid: string;
  release(): void;
}

/** The network between the bridges and the upstream, as this process sees it. */
export interface Wire {
  fetchOf(replica: number): typeof globalThis.fetch;
  cut(isCut: boolean): void;
  readonly isCut: boolean;
  /** Keeps back the answer to the next request of an action that has a uuid. */
  holdNext(): void;
  readonly held: readonly HeldRequest[];
  /** Releases all that is held. */
  release(): void;
  /** Requests under way that are not held. */
  readonly inFlight: number;
}

/** Watches the requests to the upstream at `url`. */
export function createWire(url: string): Wire {
  const running = new Set<Request>();
  const held: (HeldRequest & { gate: Promise<void> })[] = [];
  let [isCut, mustHold] = [false, false];

  async function pass(request: Request, answer: Promise<Response>): Promise<Response> {
    const response = await answer;
    if (!mustHold || request.uuid === "" || request.action.startsWith("GetRunClient")) {
      return response;
    }
    mustHold = false;
    request.isHeld = true;
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    held.push({ uuid: request.uuid, gate, release });
    await gate;
    return response;
  }

  return {
    fetchOf: (replica) => async (input, init) => {
      const address = String(input);
      if (!address.startsWith(url)) return await fetch(input, init);
      const action = address.split("/").at(-1)!;
      const { uuid = "" } = JSON.parse(String(init?.body ?? "{}"));
      const request = { replica, action, uuid, isHeld: false };
      checkAlone(running, request);
      running.add(request);
      try {
        if (isCut) throw new TypeError("network is unreachable");
        return await pass(request, fetch(input, init));
      } finally {
        running.delete(request);
      }
    },
    cut: (cut) => void (isCut = cut),
    get isCut() {
      return isCut;
    },
    holdNext: () => void (mustHold = true),
    held,
    release() {
      mustHold = false;
      for (const { release } of held.splice(0)) release();
    },
    get inFlight() {
      return [...running].filter(({ isHeld }) => !isHeld).length;
    },
  };
}

function checkAlone(running: ReadonlySet<Request>, request: Request): void {
  if (!OF_THE_MACHINE.has(request.action) || request.uuid === "") return;
  for (const other of running) {
    const isSecond = other.uuid === request.uuid && !other.isHeld &&
      OF_THE_MACHINE.has(other.action);
    assert.ok(!isSecond, `${request.action} beside ${other.action} of the same account`);
  }
}
