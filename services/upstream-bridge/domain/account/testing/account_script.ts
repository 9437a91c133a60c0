import assert from "node:assert/strict";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord, ProbeStatus } from "services/upstream-bridge/domain/account.ts";
import type {
  AccountInput,
  CallAnswer,
  CallFailure,
  CommandResult,
  StatePush,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type {
  AccountCall,
  AccountEvent,
  AccountLogLine,
  MachineContext,
} from "services/upstream-bridge/domain/account_machine.ts";
import { stepAccount } from "services/upstream-bridge/domain/account/step_account.ts";
import {
  type BridgeSettings,
  DEFAULT_SETTINGS,
} from "services/upstream-bridge/domain/bridge_settings.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";

/** Calls that change no state. */
const UPKEEP: readonly string[] = ["set_callback", "sync", "close_superseded"];
const NO_IDENTITY = { vid: null, corpId: null, profile: null };

/** The member of the tests. */
export const MEMBER = {
  vid: "1688000000000017",
  corpId: "1970320000000001",
  profile: { nickname: "测试号", realname: "", corpName: "", avatar: "", maskedMobile: "" },
};

/** Plays an account's life in a test: inputs go in, and what the machine wanted is collected. */
export class AccountScript {
  record: AccountRecord;
  now = Date.UTC(2026, 0, 1);
  settings: BridgeSettings = DEFAULT_SETTINGS;
  monitorIntervalMs = 45_000;
  hasCallbackAddress = true;
  random = 0.5;
  readonly calls: AccountCall[] = [];
  readonly events: AccountEvent[] = [];
  readonly log: AccountLogLine[] = [];
  readonly results = new Map<string, CommandResult>();
  #commands = 0;
  #instances = 0;

  constructor(change: Partial<AccountRecord> = {}) {
    this.record = { ...newAccountRecord(this.now), ...change };
  }

  /** Gives the machine an input. The record passes through JSON, as in the table. */
  step(input: AccountInput): void {
    const { settings, monitorIntervalMs, hasCallbackAddress } = this;
    const context: MachineContext = {
      now: this.now,
      random: () => this.random,
      settings,
      monitorIntervalMs,
      hasCallbackAddress,
    };
    const step = stepAccount(JSON.parse(JSON.stringify(this.record)), input, context);
    assert.deepEqual(JSON.parse(JSON.stringify(step.record)), step.record);
    this.record = step.record;
    if (step.call !== undefined) this.calls.push(step.call);
    this.events.push(...step.events);
    this.log.push(...step.log);
    for (const { inputId, result } of step.results) {
      assert.ok(!this.results.has(inputId), "a command has one result");
      this.results.set(inputId, result);
    }
  }

  /** A command of a person. Returns the id of its input. */
  command(command: AccountCommand): string {
    const id = String(++this.#commands);
    this.step({ kind: "command", id, command });
    return id;
  }

  /** A callback of the current instance, or of `uuid`. */
  push(push: StatePush, uuid = this.record.uuid ?? ""): void {
    this.step({ kind: "push", uuid, push });
  }

  /** The kind of the call in flight. */
  get inFlight(): string | undefined {
    return this.record.calling?.call;
  }

  /** The upstream does what the call in flight wants. Refuses a probe: say {@link probe}. */
  ok(): void {
    this.step({ kind: "answered", answer: this.#success() });
  }

  #success(): CallAnswer {
    const call = this.record.calling?.call;
    switch (call) {
      case undefined:
        throw new Error("No call is in flight.");
      case "probe":
        throw new Error("A probe is in flight.");
      case "init":
        return { ok: true, call, uuid: `instance-${++this.#instances}` };
      case "get_qr":
      case "second_verify":
        return {
          ok: true,
          call,
          image: "data:image/png;base64,",
          key: `KEY${this.calls.length}`,
          ttlMs: 600_000,
        };
      default:
        return { ok: true, call };
    }
  }

  /** The call in flight fails. */
  fail(kind: CallFailure["kind"], errcode?: string): void {
    const call = this.record.calling!.call;
    const message = `The upstream: ${kind}.`;
    const failure = { ok: false as const, call, kind, message };
    this.step({
      kind: "answered",
      answer: errcode === undefined ? failure : { ...failure, errcode },
    });
  }

  /** The check in flight has this result. Up: it is {@link MEMBER}, unless `identity` says other. */
  probe(status: ProbeStatus, identity: Partial<typeof MEMBER> | null = MEMBER): void {
    assert.equal(this.inFlight, "probe");
    const who = status === "up" && identity !== null ? { ...MEMBER, ...identity } : NO_IDENTITY;
    this.step({ kind: "answered", answer: { ok: true, call: "probe", status, ...who } });
  }

  /** A callback of a loss, which a check confirms. */
  lose(kind: "disconnected" | "kicked" | "ended_by_phone"): void {
    this.push({ kind });
    if (this.inFlight === undefined) this.wake(1_000);
    this.probe("down");
  }

  /** Time passes until the machine wants it, which must be within `withinMs`. Returns how long it took. */
  wake(withinMs = Number.POSITIVE_INFINITY): number {
    const { dueAt } = this.record;
    assert.ok(dueAt !== null, `nothing is due in ${this.record.state}`);
    const waitedMs = Math.max(0, dueAt - this.now);
    assert.ok(waitedMs <= withinMs, `due in ${waitedMs} ms, not within ${withinMs} ms`);
    this.now += waitedMs;
    this.step({ kind: "due" });
    return waitedMs;
  }

  /** Time passes, with checks that have this result, until `ms` are over or the state changes. */
  checksFor(ms: number, status: ProbeStatus): void {
    const endsAt = this.now + ms;
    const { state } = this.record;
    while (this.record.state === state) {
      const { dueAt } = this.record;
      if (this.inFlight === "probe") this.probe(status);
      else if (UPKEEP.includes(this.inFlight ?? "")) this.ok();
      else if (this.inFlight !== undefined || dueAt === null || dueAt > endsAt) break;
      else this.wake();
    }
    if (this.record.state === state) this.now = endsAt;
  }

  /** How many calls of this kind were made. */
  count(kind: AccountCall["kind"]): number {
    return this.calls.filter((call) => call.kind === kind).length;
  }

  /** The kinds of the calls so far. */
  get callKinds(): string[] {
    return this.calls.map(({ kind }) => kind);
  }

  /** The types of the events so far. */
  get eventTypes(): string[] {
    return this.events.map(({ type }) => type);
  }
}

/** An account that a person has started for the first time: its QR code is shown. */
export function qrShown(): AccountScript {
  const account = new AccountScript();
  account.command({ kind: "start" });
  account.ok();
  account.ok();
  account.ok();
  assert.equal(account.record.state, "qr_pending");
  return account;
}

/** An account that a person has started: its automatic login is in flight. */
export function automaticLogin(): AccountScript {
  const account = new AccountScript({ vid: MEMBER.vid, corpId: MEMBER.corpId });
  account.command({ kind: "start" });
  account.ok();
  account.ok();
  assert.equal(account.inFlight, "automatic_login");
  return account;
}

/** An account that is online, with nothing in flight. What led there is not counted. */
export function onlineAccount(): AccountScript {
  const account = automaticLogin();
  account.ok();
  account.wake();
  account.probe("up");
  account.ok();
  account.ok();
  assert.equal(account.record.state, "online");
  assert.equal(account.inFlight, undefined);
  for (const list of [account.calls, account.events, account.log]) list.length = 0;
  account.record = { ...account.record, inits: [] };
  return account;
}
