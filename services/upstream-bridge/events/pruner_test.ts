import assert from "node:assert/strict";
import { addInput, endInputs } from "services/upstream-bridge/accounts/account_inputs.ts";
import { pruneBridge } from "services/upstream-bridge/events/pruner.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";

const DAY_MS = 24 * 3_600_000;

Deno.test("old events, callbacks, inputs and entries of the log are deleted, an old send keeps its outcome without its text", async () => {
  const replicas = await openReplicas();
  try {
    const core = await replicas.open();
    const { sql, clock } = { ...core, ...replicas };
    const { id: accountId } = await core.accounts.create({ name: "one" });

    const fill = async () => {
      await core.sql.begin(async (tx) => {
        await core.appendEvent(tx, { accountId, type: "account.online", data: {} });
        const input = await addInput(core, tx, accountId, { kind: "started" });
        await endInputs(tx, [input!], new Date(clock.now()));
        await core.writeLog(tx, [
          ...[{ accountId, stage: "state", eventType: "state:online" }].map((entry) => ({
            ...entry,
            ...{ level: "info" as const, isKept: true, payload: {} },
          })),
        ]);
      });
      await sql`
        insert into upstream_bridge.pushes (push_id, dedupe_key, type, body, received_at)
        values (${core.nextId()}, ${core.nextId()}, '102000', '{}', ${new Date(clock.now())})`;
      await sql`
        insert into upstream_bridge.sends
          (send_id, account_id, target, is_room, content, requested_by, status, send_at, created_at,
            finished_at)
        values (${core.nextId()}, ${accountId}, '7881300000000001', false, '你好', 'machine/crm', 'sent',
          ${new Date(clock.now())}, ${new Date(clock.now())}, ${new Date(clock.now())})`;
    };

    await fill();
    clock.advance(15 * DAY_MS);
    await fill();
    await pruneBridge(core.sql, new Date(clock.now() - 14 * DAY_MS));
    const counts = await sql`
      select (select count(*)::int from upstream_bridge.events) as events,
        (select count(*)::int from upstream_bridge.account_inputs) as inputs,
        (select count(*)::int from upstream_bridge.pushes) as pushes,
        (select count(*)::int from upstream_bridge.log) as log,
        (select count(*)::int from upstream_bridge.sends where status = 'sent') as sends,
        (select count(*)::int from upstream_bridge.sends where content <> '') as texts`;
    assert.deepEqual({ ...counts[0] }, {
      events: 1,
      inputs: 1,
      pushes: 1,
      log: 1,
      sends: 2,
      texts: 1,
    });
  } finally {
    await replicas.stop();
  }
});
