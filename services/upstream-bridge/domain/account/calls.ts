import type { AccountCall } from "services/upstream-bridge/domain/account_machine.ts";
import type { AccountRecord, CallKind } from "services/upstream-bridge/domain/account.ts";
import {
  type Draft,
  endWaiting,
  enter,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import { countedInits, nextInitAt } from "services/upstream-bridge/domain/account/due_times.ts";
import { goOffline } from "services/upstream-bridge/domain/account/losses.ts";
import type { CommandFailure } from "services/upstream-bridge/domain/account_inputs.ts";

/** The calls of a login: a new instance, the callback address, and the step that follows, if any. */
export function loginCalls(draft: Draft, last?: "get_qr" | "automatic_login"): CallKind[] {
  return [
    "init",
    ...(draft.context.hasCallbackAddress ? ["set_callback"] as const : []),
    ...(last === undefined ? [] : [last]),
  ];
}

/** Starts a call. Its answer comes as the input `answered`. */
export function startCall(draft: Draft, call: AccountCall): void {
  draft.call = call;
  update(draft, { calling: { call: call.kind, since: draft.context.now } });
}

/** Starts the first of `record.next`, if it is possible now. */
export function startNext(draft: Draft): void {
  const [kind, ...next] = draft.record.next;
  update(draft, { next });
  switch (kind) {
    case undefined:
      return;
    case "init":
      return startInit(draft);
    case "automatic_login":
      if (draft.record.state !== "reconnecting") enter(draft, "auto_login", { qr: null });
      break;
    case "probe":
      update(draft, { checkAt: null });
      break;
  }
  const uuid = kind === "close_superseded" ? draft.record.superseded[0] : draft.record.uuid;
  // `check_code` needs the code, which is not in the record: its command starts it.
  if (uuid === undefined || uuid === null || kind === "check_code") return;
  startCall(draft, { kind, uuid });
}

/** At most three in 15 minutes. While `reconnecting`, it is a try. */
function startInit(draft: Draft): void {
  const { record, context: { now } } = draft;
  const limited = initLimit(record, now);
  if (limited !== undefined) {
    endWaiting(draft, ["start", "init"], limited);
    update(draft, { next: [] });
    if (record.state !== "reconnecting") return goOffline(draft, "init_failed", limited);
    return update(draft, { deadlineAt: now + limited.retryAfterMs! });
  }
  update(draft, {
    inits: [...countedInits(record.inits, now), now],
    attempts: record.state === "reconnecting" ? record.attempts + 1 : record.attempts,
  });
  startCall(draft, { kind: "init", vid: record.vid, proxy: record.proxy });
}

/** The failure of a command that needs an `init` when there were too many; undefined: there were not. */
export function initLimit(record: AccountRecord, now: number): CommandFailure | undefined {
  const retryAfterMs = nextInitAt(record.inits, now) - now;
  if (retryAfterMs <= 0) return undefined;
  return {
    ok: false,
    code: "limited",
    message: `Three instances were made in 15 minutes. Try again in ${
      Math.ceil(retryAfterMs / 60_000)
    } min.`,
    retryAfterMs,
  };
}
