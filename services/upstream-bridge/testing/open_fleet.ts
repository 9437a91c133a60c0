import assert from "node:assert/strict";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createWakeSweeper } from "services/upstream-bridge/accounts/wake_sweeper.ts";
import { createBridgeWorkers } from "services/upstream-bridge/bridge_workers.ts";
import { bridgeConfig } from "services/upstream-bridge/config.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { stepAccount } from "services/upstream-bridge/domain/account/step_account.ts";
import {
  openReplicas,
  type Replicas,
  type TestClock,
} from "services/upstream-bridge/testing/open_replicas.ts";
import {
  startUpstream,
  type TestUpstream,
} from "services/upstream-bridge/testing/start_upstream.ts";

/** The bridge with its workers and the real machine, and the simulated upstream over HTTP. Time passes only by `pump`. */
export interface Fleet {
  readonly core: BridgeCore;
  readonly clock: TestClock;
  readonly upstream: TestUpstream;
  /** The times of all `init` calls, in epoch milliseconds. */
  inits(): readonly number[];
  /** While cut, every request fails without an answer. */
  cutNetwork(isCut: boolean): void;
  /** Adds an account for each member and signs it in by itself. */
  signIn(vids: readonly string[]): Promise<void>;
  /** Lets `ms` milliseconds pass: everything that falls due happens in its order. */
  pump(ms: number): Promise<void>;
  pumpUntil(isTrue: () => Promise<boolean>): Promise<void>;
  /** The states of all accounts, in the order of their creation. */
  states(): Promise<string[]>;
  /** What a process does at its start. */
  sweepAsNewProcess(): Promise<void>;
  stop(): Promise<void>;
}

const PUMP_MAX_MS = 5 * 60_000;

/** Opens a fleet on an empty database. No callback address is reachable: states are found by polling. */
export async function openFleet(env: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const upstream = startUpstream();
  const inits: number[] = [];
  let isCut = false;
  const replicas = await openReplicas({ BASE_URL: upstream.url, CALLBACK_URL: "off", ...env });
  const { clock } = replicas;
  const core = await replicas.open({}, (input, init) => {
    if (isCut) return Promise.reject(new TypeError("network is unreachable"));
    if (String(input).endsWith("/init")) inits.push(clock.now());
    return fetch(input, init);
  });
  const parts = createBridgeWorkers(core, {
    config: loadConfig([bridgeConfig], env),
    randomBytes: systemRandomBytes,
    step: stepAccount,
  });
  for (const part of parts) if (part.name === "accounts") await part.start?.();
  const time = createPump(core, replicas);

  return {
    ...{ core, clock, upstream, inits: () => inits },
    ...time,
    cutNetwork: (cut) => void (isCut = cut),
    async signIn(vids) {
      for (const vid of vids) {
        const { id } = await core.accounts.create({ name: vid });
        // The upstream knows the device of a member that has signed in before.
        await upstream.signIn(vid);
        await core.commands.run(id, { kind: "start", vid });
      }
      await time.pumpUntil(async () => {
        const accounts = await core.accounts.list();
        return accounts.every(({ record: { state } }) => state === "online");
      });
    },
    states: async () => (await core.accounts.list()).map(({ record: { state } }) => state),
    sweepAsNewProcess: () => createWakeSweeper(core).run(),
    async stop() {
      for (const part of parts) await part.stop?.();
      await replicas.stop();
      await upstream.stop();
    },
  };
}

function createPump(core: BridgeCore, { sql, clock }: Pick<Replicas, "sql" | "clock">) {
  const sweeper = createWakeSweeper(core, { lateAfterMs: 0 });

  async function settle(): Promise<void> {
    await eventually(async () => {
      // Again each time: real time passes too, so an account may have become due meanwhile.
      await sweeper.run();
      const [row] = await sql`
        select count(*)::int as busy from upstream_bridge.accounts a
        where lease_until is not null or due_at <= ${new Date(clock.now())}
          or exists (select from upstream_bridge.account_inputs i
            where i.account_id = a.account_id and handled_at is null)`;
      assert.equal(row?.busy, 0);
    }, { withinMs: 30_000 });
  }

  /** To the next time at which something is due, at most `maxMs`. Returns how much time has passed. */
  async function stepOn(maxMs: number): Promise<number> {
    const [row] = await sql<{ due: Date | null }[]>`
      select min(due_at) as due from upstream_bridge.accounts`;
    const untilDue = (row?.due?.getTime() ?? Infinity) - clock.now();
    const ms = Math.max(1, Math.min(maxMs, untilDue));
    clock.advance(ms);
    await settle();
    return ms;
  }

  return {
    async pump(ms: number) {
      for (let passed = 0; passed < ms;) passed += await stepOn(ms - passed);
    },
    async pumpUntil(isTrue: () => Promise<boolean>) {
      for (let passed = 0; passed < PUMP_MAX_MS && !await isTrue();) {
        passed += await stepOn(PUMP_MAX_MS);
      }
      assert.ok(await isTrue());
    },
  };
}
