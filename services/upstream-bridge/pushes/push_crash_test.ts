import assert from "node:assert/strict";
import { upstreamPush } from "packages/events/upstream_push.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createPushWorker } from "services/upstream-bridge/pushes/push_worker.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";
import { seedOnlineAccount } from "services/upstream-bridge/testing/seed_online_account.ts";
import { databaseUrl } from "services/upstream-bridge/testing/shared_database.ts";

const SCRIPT = new URL("../testing/push_process.ts", import.meta.url).pathname;

for (const moment of ["written", "committed"]) {
  Deno.test(`a callback whose process is killed when it is ${moment} is stored once`, async () => {
    const replicas = await openReplicas();
    try {
      const core = await replicas.open();
      const { accountId, generation, uuid, vid } = await seedOnlineAccount(core, {
        vid: "1688000000000017",
        uuid: "a".repeat(32),
      });
      const body = {
        ...{ sender: 7881300000000042, receiver: Number(vid), is_room: 0, server_id: 7_000_002 },
        ...{ content: "在吗", send_time: Math.floor(core.clock.now() / 1000), msgtype: 2 },
      };
      const receivedAt = new Date(core.clock.now()).toISOString();
      const inboxId = core.nextId();
      await core.jobs.send(
        upstreamPush,
        { inboxId, accountId, generation, uuid, type: "102000", body, receivedAt },
        { id: inboxId },
      );
      const { signal } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "-q", SCRIPT, await databaseUrl(), moment],
        stdout: "null",
        stderr: "inherit",
      }).spawn().status;
      assert.equal(signal, "SIGKILL");
      // Otherwise the lease of its job takes ten seconds to end.
      await core.sql`update jobs.jobs set due_at = now() where queue = 'upstream.push'`;
      const worker = createPushWorker(core);
      worker.start!();
      await eventually(async () => {
        const jobs = await core.sql`select 1 from jobs.jobs where queue = 'upstream.push'`;
        assert.equal(jobs.length, 0);
      }, { withinMs: 30_000 });
      await worker.stop!();
      const pushes = await core.sql`select push_id from upstream_bridge.pushes`;
      assert.deepEqual(pushes.map((row) => row["push_id"]), [inboxId]);
      const events = await core.sql`select type from upstream_bridge.events`;
      assert.deepEqual(events.map((row) => row["type"]), ["account.message"]);
    } finally {
      await replicas.stop();
    }
  });
}
