import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { QueuedCommand } from "services/upstream-bridge/domain/account.ts";
import { startCall } from "services/upstream-bridge/domain/account/calls.ts";
import {
  type Draft,
  endCommand,
  endWaiting,
  enter,
  update,
  wait,
  wrongState,
} from "services/upstream-bridge/domain/account/draft.ts";
import { refusalOf } from "services/upstream-bridge/domain/account/command_rules.ts";
import { beginLogin, start } from "services/upstream-bridge/domain/account/starting.ts";

const STOPPED = wrongState("An operator stopped the account.");
const REPLACED = wrongState("A later command replaced this one.");

type StopKind = "stop" | "log_out" | "close";

function isStop(kind: AccountCommand["kind"]): kind is StopKind {
  return kind === "stop" || kind === "log_out" || kind === "close";
}

/** A command that arrives during a call waits for the call's answer. A stop ends the commands before it. */
export function queueCommand(draft: Draft, queued: QueuedCommand): void {
  if (!isStop(queued.command.kind)) {
    return update(draft, { queued: [...draft.record.queued, queued] });
  }
  for (const { inputId } of draft.record.queued) endCommand(draft, inputId, STOPPED);
  update(draft, { queued: [queued] });
}

/** Begins a command. No call is in flight. Its result comes now or later, exactly once. */
export function handleCommand(draft: Draft, { inputId, command }: QueuedCommand): void {
  const refusal = refusalOf(draft.record, command, draft.context);
  if (refusal !== undefined) return endCommand(draft, inputId, refusal);
  switch (command.kind) {
    case "start":
      return start(draft, inputId, command);
    case "init":
      endWaiting(draft, "all", REPLACED);
      wait(draft, inputId, command.kind);
      return beginLogin(draft, command, "instance");
    case "set_callback":
    case "second_verify":
      wait(draft, inputId, command.kind);
      return update(draft, { next: [command.kind, ...draft.record.next] });
    case "check_now":
      wait(draft, inputId, command.kind);
      return update(draft, { next: ["probe", ...draft.record.next] });
    case "get_qr":
    case "automatic_login":
      endWaiting(draft, "all", REPLACED);
      wait(draft, inputId, command.kind);
      return update(draft, { next: [command.kind] });
    case "check_code":
      wait(draft, inputId, command.kind);
      return startCall(draft, {
        kind: "check_code",
        uuid: draft.record.uuid!,
        qrcodeKey: command.qrcodeKey ?? draft.record.qr!.key,
        code: command.code,
      });
    case "clear_restriction":
      update(draft, { restrictedAt: null });
      return endCommand(draft, inputId, { ok: true });
    default:
      return stop(draft, inputId, command.kind);
  }
}

/** The account stays stopped. The end of its instance at the upstream is best effort. */
function stop(draft: Draft, inputId: string, kind: StopKind): void {
  const { record } = draft;
  endWaiting(draft, "all", STOPPED);
  update(draft, {
    next: [],
    qr: null,
    codeTries: 0,
    suspicion: null,
    pushedIdentity: null,
    lossSince: null,
    onlineSince: null,
    unknownSince: null,
    isUnreachable: false,
    attempts: 0,
  });
  enter(draft, "stopped");
  if (record.state !== "stopped" && record.state !== "new") {
    draft.events.push({ type: "account.offline", reason: "stopped" });
  }
  if (record.uuid === null) return endCommand(draft, inputId, { ok: true });
  wait(draft, inputId, kind);
  update(draft, { next: [kind === "log_out" ? "log_out" : "close"] });
}
