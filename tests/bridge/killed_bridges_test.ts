import assert from "node:assert/strict";
import { bringOnline, checkFinalLosses, checkRestart } from "tests/bridge/support/final_losses.ts";
import { type BridgeCluster, openBridgeCluster } from "tests/bridge/support/bridge_cluster.ts";
import { checkInvariants } from "tests/bridge/support/invariants.ts";
import { checkLeases } from "tests/bridge/support/lease_watch.ts";
import { createPeople, type People } from "tests/bridge/support/people.ts";
import { say } from "tests/bridge/support/say.ts";
import { trouble } from "tests/bridge/support/troubles.ts";

/** `MINUTES` is how long processes are killed: deno task test tests/bridge/killed_bridges, with MINUTES=5. */
const MINUTES = Number(Deno.env.get("MINUTES") ?? "0.3");
const SEED = Number(Deno.env.get("SEED") ?? Math.floor(Math.random() * 2 ** 31));
/** In a short run more often, so that some are killed. */
const PAUSE_MS = MINUTES < 1 ? { min: 3_000, max: 6_000 } : { min: 10_000, max: 20_000 };
const FORGET_EVERY = 40;

/** Troubles until the time is over, while processes are killed. Returns how many were. */
async function makeTrouble(cluster: BridgeCluster, people: People): Promise<number> {
  const ending = new AbortController();
  const killing = cluster.keepKilling(PAUSE_MS, ending.signal);
  const endsAt = Date.now() + MINUTES * 60_000;
  for (let count = 1; Date.now() < endsAt; count += 1) {
    if (count % FORGET_EVERY === 0) await cluster.forgetTries();
    await trouble(cluster, people);
    await cluster.pass(cluster.dice(cluster.pace.pauseMax));
  }
  ending.abort();
  return await killing;
}

Deno.test("processes of the bridge are killed while accounts have every kind of trouble: each account ends as it should, nothing is lost or done twice", async () => {
  const cluster = await openBridgeCluster(SEED);
  try {
    await cluster.withOutput(async () => {
      const people = await createPeople(cluster);
      const killed = await makeTrouble(cluster, people);
      await cluster.forgetTries();
      await bringOnline(cluster, people, { rounds: 120, roundMs: 500 });
      await people.whenAnswered();
      await cluster.forgetTries();
      await checkFinalLosses(cluster, people);
      await checkRestart(cluster, people);
      const counts = await checkInvariants(cluster, people, { initsWithinMs: 0 });
      const takeovers = await checkLeases(cluster.sql);
      assert.ok(killed > 0 && counts["sent"]! > 0 && counts["losses"]! > 0);
      say(`seed ${SEED}: ${JSON.stringify({ killed, takeovers, ...counts })}`);
    });
  } finally {
    await cluster.stop();
  }
});
