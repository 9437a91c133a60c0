import assert from "node:assert/strict";
import type { Sql } from "postgres";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { FakeClock } from "packages/testkit/fake_clock.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";
import { bridgeSend } from "services/upstream-bridge/queues/bridge_send.ts";
import type { Dice } from "services/upstream-bridge/testing/random_json.ts";
import type { UpstreamSimulator } from "simulators/upstream/simulator.ts";
import type { Wire } from "tests/bridge/support/wire.ts";

/** Real time for the work of one moment. */
const SETTLE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 4;
/** Moments that are closer together than this happen at the same time: fewer steps, and more that run side by side. */
const MOMENT_MS = 2_000;
const LEASE_MS = 46_000;

interface PumpDeps {
  readonly sql: Sql;
  readonly clock: FakeClock;
  readonly simulator: UpstreamSimulator;
  readonly wire: Wire;
  readonly jobs: JobQueue;
  readonly dice: Dice;
}

/** Lets the fake time pass: to the next moment at which something is due, and further when all of it has happened. */
export function createPump(deps: PumpDeps) {
  const { sql, clock, simulator, wire, dice } = deps;

  async function pass(ms: number): Promise<void> {
    const endsAt = clock.now() + Math.ceil(ms);
    await settle(deps);
    while (clock.now() < endsAt) {
      const next = await nextMoment(deps);
      const to = Math.min(endsAt, Math.max(next, clock.now() + 1) + dice(MOMENT_MS));
      clock.advance(to - clock.now());
      await settle(deps);
    }
  }

  return {
    pass,
    /**
     * A worker does not get its answer until its lease has ended, and its heartbeats stop: the queue gives its job to another
     * worker. Then the answer comes.
     */
    async loseWorker(): Promise<void> {
      wire.holdNext();
      for (let tries = 0; tries < 40 && wire.held.length === 0; tries += 1) {
        await pass(5_000);
      }
      const [held] = wire.held;
      if (held !== undefined) {
        await loseJobs(sql, held.uuid);
        clock.advance(LEASE_MS);
        simulator.state.timers.runDue();
        await settle(deps);
      }
      wire.release();
      await settle(deps);
    },
  };
}

/** The jobs of the account's workers go to others. */
async function loseJobs(sql: Sql, uuid: string): Promise<void> {
  await sql`
    update jobs.jobs set due_at = now() - interval '1 millisecond'
    where taken_by is not null and queue in ('account.wake', 'bridge.send')
      and key = (
        select account_id::text from upstream_bridge.instances where upstream_uuid = ${uuid})`;
}

async function nextMoment({ sql, simulator }: PumpDeps): Promise<number> {
  const [row] = await sql<[{ at: Date | null }]>`
    select least(
      (select min(due_at) from upstream_bridge.accounts where lease_token is null),
      (select min(send_at) from upstream_bridge.sends where status = 'queued')) as at`;
  return Math.min(row.at?.getTime() ?? Infinity, simulator.state.timers.nextAt() ?? Infinity);
}

/** Until everything that is due has happened. */
async function settle(deps: PumpDeps): Promise<void> {
  const { simulator, wire } = deps;
  const endsAt = performance.now() + SETTLE_WITHIN_MS;
  for (let quiet = 0; quiet < 2;) {
    simulator.state.timers.runDue();
    await Promise.all(simulator.state.sending.values());
    const busy = [...await wakeBusy(deps), ...wire.inFlight > 0 ? ["a request"] : []];
    quiet = busy.length === 0 ? quiet + 1 : 0;
    assert.ok(performance.now() < endsAt, `it does not settle: ${busy.join(", ")}`);
    if (quiet === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Wakes what is due, and returns what is at work. */
async function wakeBusy({ sql, clock, wire, jobs }: PumpDeps): Promise<string[]> {
  const now = new Date(clock.now());
  const held = wire.held.map(({ uuid }) => uuid);
  const rows = await sql<{ id: string; work: "drive" | "wake" | "send" | "push" }[]>`
    select account_id::text as id,
      case when lease_until > ${now} then 'drive' else 'wake' end as work
    from upstream_bridge.accounts a
    where not coalesce(lease_until > ${now} and upstream_uuid = any(${held}), false) and (
      lease_token is not null or due_at <= ${now} or exists (
        select from upstream_bridge.account_inputs i
        where i.account_id = a.account_id and handled_at is null))
    union all
    select distinct account_id::text, 'send' from upstream_bridge.sends s
      join upstream_bridge.accounts a using (account_id)
    where (status = 'sending' or (status = 'queued' and send_at <= ${now}))
      and coalesce(upstream_uuid, '') <> all(${held})
    union all
    select id::text, 'push' from jobs.jobs where queue = 'upstream.push'`;
  for (const { id: accountId, work } of rows) {
    if (work === "wake") await jobs.send(accountWake, { accountId }, { hastens: true });
    if (work === "send") await jobs.send(bridgeSend, { accountId }, { hastens: true });
  }
  return rows.map(({ id, work }) => `${work} ${id}`);
}
