import assert from "node:assert/strict";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type {
  AccountInput,
  CallAnswer,
  StatePush,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type {
  AccountCall,
  MachineContext,
} from "services/upstream-bridge/domain/account_machine.ts";
import {
  checkStep,
  type History,
  newHistory,
} from "services/upstream-bridge/domain/account/testing/invariants.ts";
import { UpstreamModel } from "services/upstream-bridge/domain/account/testing/upstream_model.ts";
import { stepAccount } from "services/upstream-bridge/domain/account/step_account.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";

export const MEMBERS = ["1688000000000017", "1688000000000018"] as const;

/** An account, its driver and its upstream in simulated time. Everything random comes from one seed. */
export class AccountWorld {
  now = Date.UTC(2026, 0, 1);
  record = newAccountRecord(this.now);
  readonly history: History = newHistory();
  readonly upstream: UpstreamModel;
  readonly hasCallbackAddress: boolean;
  /** 0: the driver runs. Otherwise it has crashed, and runs again then. */
  downUntil = 0;
  isQuiet = false;
  /** The next member who is online is one of another account. */
  conflictNext = false;
  #flight: { readonly answer: CallAnswer; readonly at: number } | null = null;
  #pushes: { readonly uuid: string; readonly push: StatePush; readonly at: number }[] = [];
  #waiting: AccountInput[] = [];
  #commands = 0;

  constructor(readonly random: () => number) {
    this.upstream = new UpstreamModel(random);
    this.hasCallbackAddress = random() < 0.8;
  }

  /** Callbacks or inputs are on their way: what they mean comes first. */
  get isExpecting(): boolean {
    const { record, upstream } = this;
    return this.#pushes.length + upstream.pushes.length + this.#waiting.length +
        record.queued.length > 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** The next time at which something happens by itself. */
  #nextAt(): number {
    const times = [this.record.dueAt, this.#flight?.at ?? null].filter((at) => at !== null);
    // A process that starts looks at its accounts.
    const wakeAt = this.downUntil > 0 ? this.downUntil : Math.min(...times);
    return Math.min(wakeAt, ...this.#pushes.map(({ at }) => at));
  }

  /** Lets time pass until `until`, with all that happens by itself. */
  runUntil(until: number): void {
    let steps = 0;
    while (this.#nextAt() <= until) {
      this.now = Math.max(this.now, this.#nextAt());
      this.upstream.expire(this.now);
      this.#happen();
      this.#collectPushes();
      assert.ok(++steps < 20_000, "nothing is due again and again");
    }
    this.now = until;
    this.upstream.expire(until);
    this.#collectPushes();
  }

  #happen(): void {
    const arriving = this.#pushes.filter(({ at }) => at <= this.now);
    this.#pushes = this.#pushes.filter(({ at }) => at > this.now);
    for (const { uuid, push } of arriving) this.give({ kind: "push", uuid, push });
    if (this.now < this.downUntil) return;
    this.#restart();
    const flight = this.#flight;
    if (flight !== null) {
      if (flight.at > this.now) return;
      this.#flight = null;
      this.#answer(flight.answer);
    } else if (this.record.dueAt !== null && this.record.dueAt <= this.now) {
      this.#step({ kind: "due" });
    }
    this.#handleWaiting();
  }

  #answer(answer: CallAnswer): void {
    const isConflict = this.conflictNext && answer.ok && answer.call === "probe" &&
      answer.status === "up";
    if (!isConflict) return this.#step({ kind: "answered", answer });
    this.conflictNext = false;
    this.#step({ kind: "identity_taken" });
  }

  #restart(): void {
    if (this.downUntil === 0) return;
    this.downUntil = 0;
    if (this.record.calling !== null) this.#step({ kind: "interrupted" });
    this.#waiting.push({ kind: "started" });
    this.#handleWaiting();
  }

  /** The driver's process ends: the answer of the call in flight is lost. */
  crash(downMs: number): void {
    this.downUntil = this.now + Math.ceil(downMs);
    this.#flight = null;
  }

  /** Stores an input; it is handled when the driver runs. Some drivers wait for the call in flight, some do not. */
  give(input: AccountInput): void {
    this.#waiting.push(input);
    if (this.downUntil === 0) this.#handleWaiting();
  }

  command(command: AccountCommand): void {
    const id = String(++this.#commands);
    this.history.open.set(id, { command, since: this.now });
    this.give({ kind: "command", id, command });
  }

  #handleWaiting(): void {
    while (this.#waiting.length > 0) {
      if (this.record.calling !== null && this.chance(0.5)) return;
      this.#step(this.#waiting.shift()!);
    }
  }

  #step(input: AccountInput): void {
    const { now, random, hasCallbackAddress } = this;
    const context: MachineContext = {
      now,
      random,
      settings: DEFAULT_SETTINGS,
      monitorIntervalMs: 45_000,
      hasCallbackAddress,
    };
    const before = this.record;
    const step = stepAccount(before, input, context);
    checkStep(this.history, { before, input, step, now, isInFlight: this.#flight !== null });
    this.record = step.record;
    if (step.call !== undefined) this.#makeCall(step.call);
  }

  #makeCall(call: AccountCall): void {
    const { upstream, now } = this;
    // After some failures the breaker is open.
    const isNotSent = upstream.isCut(now) && this.chance(0.5);
    const isCut = isNotSent || upstream.isCut(now) || (!this.isQuiet && this.chance(0.01));
    const isLost = !this.isQuiet && this.chance(0.02);
    const answer = isCut ? lost(call) : upstream.handle(call, now);
    const isNonsense = !this.isQuiet && !isCut && this.chance(0.01);
    this.#flight = {
      answer: isNonsense
        ? { ...lost(call), kind: "unclear" }
        : isNotSent
        ? { ...lost(call), kind: "not_sent" }
        : isLost
        ? lost(call)
        : answer,
      at: now + (!isNotSent && (isCut || isLost) ? 10_000 : 20 + Math.floor(this.random() * 400)),
    };
  }

  #collectPushes(): void {
    for (const push of this.upstream.pushes.splice(0)) {
      const copies = this.isQuiet ? 1 : this.pick([0, 1, 1, 1, 1, 2]);
      for (let copy = 0; copy < copies; copy += 1) {
        const delayMs = Math.floor(this.random() * (this.chance(0.1) ? 60_000 : 1_000));
        this.#pushes.push({ ...push, at: this.now + delayMs });
      }
    }
  }
}

function lost(call: AccountCall) {
  return { ok: false, call: call.kind, kind: "unavailable", message: "No answer." } as const;
}
