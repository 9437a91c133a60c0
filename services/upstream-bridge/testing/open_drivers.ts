import { systemRandomBytes } from "packages/platform/random.ts";
import { addInput } from "services/upstream-bridge/accounts/account_inputs.ts";
import { createAccountCommands } from "services/upstream-bridge/accounts/account_commands.ts";
import { driveAccount } from "services/upstream-bridge/accounts/drive_account.ts";
import type { DriverDeps } from "services/upstream-bridge/accounts/driver_deps.ts";
import type { MakeCall } from "services/upstream-bridge/accounts/make_call.ts";
import { createWakeSweeper } from "services/upstream-bridge/accounts/wake_sweeper.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { CallKind } from "services/upstream-bridge/domain/account.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountInput, CallAnswer } from "services/upstream-bridge/domain/account_inputs.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";
import { openReplicas, type Replicas } from "services/upstream-bridge/testing/open_replicas.ts";
import { createScriptedMachine } from "services/upstream-bridge/testing/scripted_machine.ts";

/** A call that waits. */
export interface HeldCall {
  /** Resolves when the first call waits. */
  readonly reached: Promise<void>;
  release(): void;
}

/** A replica with a worker of accounts. */
export interface Driver {
  readonly core: BridgeCore;
  /** What its machine got. */
  readonly inputs: readonly AccountInput[];
  /** When its machine wants the next step, in epoch milliseconds. */
  nextDueAt(dueAt: number): void;
  /** Starts the worker of the queue. */
  start(): void;
  /** Runs an account once, without the queue. */
  drive(accountId: string, signal?: AbortSignal): Promise<void>;
  addCommand(accountId: string, command: AccountCommand): Promise<void>;
  sweep(): Promise<void>;
}

/** Workers of accounts with a small machine and an upstream of functions, on one database. */
export interface Drivers extends Omit<Replicas, "open"> {
  readonly calls: readonly { readonly accountId: string; readonly kind: CallKind }[];
  /** What the upstream answers. */
  readonly answers: { [K in CallKind]?: () => CallAnswer };
  open(options?: { readonly commandTimeoutMs?: number }): Promise<Driver>;
  /** Holds the next calls of a kind. */
  hold(kind: CallKind): HeldCall;
  /** How many calls of an account were in flight at the same time, at most. */
  mostAtOnce(accountId: string): number;
}

/** The member that every instance is, unless a test changes the answers. */
const MEMBER = { vid: "1688850000000001", corpId: "1970320000000001", profile: null };

/** Opens an empty database for drivers. */
export async function openDrivers(): Promise<Drivers> {
  const replicas = await openReplicas();
  const upstream = createFunctionUpstream();

  return {
    ...replicas,
    ...upstream,
    async open({ commandTimeoutMs } = {}) {
      const core = await replicas.open();
      const { inputs, step, nextDueAt } = createScriptedMachine();
      const deps: DriverDeps = {
        ...core,
        ...{ step, makeCall: upstream.makeCall, randomBytes: systemRandomBytes },
        ...{ random: Math.random, monitorIntervalMs: 45_000, hasCallbackAddress: false },
      };
      const timeoutMs = commandTimeoutMs === undefined ? {} : { timeoutMs: commandTimeoutMs };
      return {
        core: { ...core, commands: createAccountCommands({ ...core, ...timeoutMs }) },
        ...{ inputs, nextDueAt },
        start: () => void core.jobs.work(accountWake, (job) => driveAccount(deps, job)),
        drive: (accountId, signal = new AbortController().signal) =>
          driveAccount(deps, { payload: { accountId }, signal }),
        async addCommand(accountId, command) {
          await core.sql.begin((tx) => addInput(core, tx, accountId, { kind: "command", command }));
        },
        sweep: createWakeSweeper(core).run,
      };
    },
  };
}

function createFunctionUpstream() {
  const calls: { accountId: string; kind: CallKind }[] = [];
  const answers: Drivers["answers"] = {
    init: () => ({ ok: true, call: "init", uuid: crypto.randomUUID() }),
    probe: () => ({ ok: true, call: "probe", status: "up", ...MEMBER }),
  };
  const gates = new Map<CallKind, { arrive(): void; readonly opened: Promise<void> }>();
  const running = new Map<string, number>();
  const most = new Map<string, number>();

  const makeCall: MakeCall = async ({ kind }, { accountId }) => {
    calls.push({ accountId, kind });
    const atOnce = (running.get(accountId) ?? 0) + 1;
    running.set(accountId, atOnce);
    most.set(accountId, Math.max(most.get(accountId) ?? 0, atOnce));
    const gate = gates.get(kind);
    gate?.arrive();
    // As a call over the network: others can run meanwhile.
    await (gate?.opened ?? new Promise((resolve) => setTimeout(resolve, 1)));
    running.set(accountId, atOnce - 1);
    return answers[kind]!();
  };

  return {
    ...{ calls, answers, makeCall },
    mostAtOnce: (accountId: string) => most.get(accountId) ?? 0,
    hold(kind: CallKind): HeldCall {
      const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      gates.set(kind, { arrive: reached.resolve, opened: opened.promise });
      return {
        reached: reached.promise,
        release() {
          gates.delete(kind);
          opened.resolve();
        },
      };
    },
  };
}

/** How many calls of a kind were made. */
export function callsOf({ calls }: Pick<Drivers, "calls">, kind: CallKind): number {
  return calls.filter((call) => call.kind === kind).length;
}
