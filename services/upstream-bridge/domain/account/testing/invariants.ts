import assert from "node:assert/strict";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord, ProbeStatus } from "services/upstream-bridge/domain/account.ts";
import type {
  AccountInput,
  CallAnswer,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type { Step } from "services/upstream-bridge/domain/account_machine.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";

/** What has happened so far, as a person outside would have noted it. */
export interface History {
  /** Commands without a result. */
  readonly open: Map<string, { readonly command: AccountCommand; readonly since: number }>;
  readonly ended: Map<string, CommandResult>;
  readonly inits: number[];
  readonly states: Set<string>;
  readonly reasons: Set<string>;
  /** Since the account was online. */
  scansAskedFor: number;
  automaticQrCodes: number;
  lastProbe: ProbeStatus | null;
  steps: number;
  /** Runs that ended with an account that had to come back by itself, and did. */
  returns: number;
}

export function newHistory(): History {
  return {
    open: new Map(),
    ended: new Map(),
    inits: [],
    states: new Set(),
    reasons: new Set(),
    scansAskedFor: 0,
    automaticQrCodes: 0,
    lastProbe: null,
    steps: 0,
    returns: 0,
  };
}

interface Happening {
  readonly before: AccountRecord;
  readonly input: AccountInput;
  readonly step: Step;
  readonly now: number;
  readonly isInFlight: boolean;
}

/** Asserts what must hold after each step. */
export function checkStep(history: History, happening: Happening): void {
  const { input, step: { record } } = happening;
  history.steps += 1;
  if (input.kind === "answered" && input.answer.call === "probe") {
    history.lastProbe = input.answer.ok ? input.answer.status : "unknown";
  }
  // Comparing is slow: not each time.
  if (history.steps % 16 === 0) {
    assert.deepEqual(JSON.parse(JSON.stringify(record)), record, "the record is plain data");
  }
  if (input.kind === "answered" && input.answer.call === "init" && isNotSent(input.answer)) {
    history.inits.pop();
  }
  checkResults(history, happening);
  checkCalls(history, happening);
  checkEvents(history, happening);
  checkTimes(happening);
  checkState(happening);
  history.states.add(record.state);
  if (record.reason !== null) history.reasons.add(record.reason);
}

function isNotSent(answer: CallAnswer): boolean {
  return !answer.ok && answer.kind === "not_sent";
}

/** Whether a person's wish for a login is handled in this step. */
function hasLoginCommand({ before, input }: Happening): boolean {
  const commands = before.queued.map(({ command }) => command);
  if (input.kind === "command") commands.push(input.command);
  return commands.some(({ kind }) => kind === "start" || kind === "init");
}

function checkResults(history: History, { step, now }: Happening): void {
  for (const { inputId, result } of step.results) {
    assert.ok(history.open.delete(inputId), `command ${inputId} has exactly one result`);
    history.ended.set(inputId, result);
  }
  for (const [id, { command, since }] of history.open) {
    assert.ok(
      now - since < 900_000,
      `command ${id} (${command.kind}) waits since ${now - since} ms`,
    );
  }
}

function checkCalls(history: History, happening: Happening): void {
  const { before, step: { call, record }, now, isInFlight } = happening;
  if (call === undefined) return;
  assert.ok(!isInFlight, "at most one call is in flight");
  assert.equal(record.calling?.call, call.kind);
  if (call.kind === "init") {
    history.inits.push(now);
    const recent = history.inits.filter((at) => at > now - 900_000);
    assert.ok(recent.length <= 3, "at most three inits in 15 minutes");
    if (record.state === "reconnecting") {
      const isClear = history.lastProbe !== null &&
        ["down", "settling", "unclear"].includes(history.lastProbe);
      assert.ok(before.uuid === null || isClear, `init after the check ${history.lastProbe}`);
      assert.ok(record.vid !== null, "an automatic init has a vid");
    } else {
      assert.ok(hasLoginCommand(happening), "an init that is no try was asked for by a person");
    }
  }
  if (call.kind === "get_qr" && record.state === "reconnecting" && record.waiting.length === 0) {
    history.automaticQrCodes += 1;
  }
}

function checkEvents(
  history: History,
  { before, input, step: { events, record } }: Happening,
): void {
  for (const { type } of events) {
    if (type === "account.needs_scan") history.scansAskedFor += 1;
    if (type === "account.online") {
      history.scansAskedFor = 0;
      history.automaticQrCodes = 0;
    }
  }
  const isRefusal = input.kind === "answered" && input.answer.call === "get_qr" &&
    !input.answer.ok && ["rejected", "not_sent"].includes(input.answer.kind);
  // A refusal made no QR code.
  if (isRefusal && before.state === "reconnecting") {
    history.automaticQrCodes = Math.max(0, history.automaticQrCodes - 1);
  }
  assert.ok(history.scansAskedFor <= 1, "a scan is asked for once per loss");
  assert.ok(
    history.automaticQrCodes <= DEFAULT_SETTINGS.automaticQrCodes,
    "at most one automatic QR code per loss",
  );
  if (record.state !== before.state && record.state === "offline") {
    assert.ok(events.some(({ type }) => type === "account.offline"));
  }
}

/** States in which only a person acts. */
const AT_REST = new Set(["new", "offline", "stopped"]);

function checkTimes({ step: { record }, now }: Happening): void {
  const { dueAt, calling, next, queued, state } = record;
  if (calling === null) {
    assert.deepEqual(next, [], "calls that are next have begun");
    assert.deepEqual(queued, [], "commands that are queued have begun");
  }
  assert.ok(dueAt === null || dueAt > now, "what is due was done");
  assert.ok(dueAt !== null || AT_REST.has(state), `time must act in ${state}`);
  assert.ok(calling !== null || state !== "initializing", "initializing has a call in flight");
}

function checkState(happening: Happening): void {
  const { before, input, step: { record }, now } = happening;
  if (before.state === "stopped" && record.state !== "stopped") {
    assert.ok(hasLoginCommand(happening), `only a person leaves stopped (${input.kind})`);
  }
  const isNothingDue = before.dueAt === null || before.dueAt > now;
  if (
    isNothingDue && input.kind === "push" && input.push.kind !== "restricted" &&
    input.uuid !== before.uuid
  ) {
    assert.deepEqual(record, before, "callbacks of other instances change nothing");
  }
  const showsQr = ["qr_pending", "qr_scanned", "code_required"].includes(record.state);
  if (showsQr) assert.equal(record.qr?.purpose, "login");
  else if (!["code_submitted", "second_verify"].includes(record.state)) {
    assert.equal(record.qr, null, `no QR code while ${record.state}`);
  }
  assert.equal(record.state === "offline", record.reason !== null, "offline has a reason");
  if (record.state === "online") assert.ok(record.onlineSince !== null && record.uuid !== null);
}
