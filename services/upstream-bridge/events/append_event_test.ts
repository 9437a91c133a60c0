import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { listEvents } from "services/upstream-bridge/events/list_events.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";

const WEBHOOKS = { WEBHOOK_URL: "http://127.0.0.1:1/" };

Deno.test("a reader that continues behind the last event misses none that commits late, not even of another account", async () => {
  const replicas = await openReplicas();
  try {
    const { accounts, appendEvent, sql } = await replicas.open();
    const [first, second] = [
      await accounts.create({ name: "one" }),
      await accounts.create({ name: "two" }),
    ];
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = sql.begin(async (tx) => {
      await appendEvent(tx, { accountId: first.id, type: "account.online", data: {} });
      entered.resolve();
      await release.promise;
    });
    await entered.promise;
    const fast = [first, second].map(({ id: accountId }) =>
      sql.begin((tx) => appendEvent(tx, { accountId, type: "account.needs_code", data: {} }))
    );
    // Both wait for the slow transaction, so nothing can be read before its event.
    await eventually(async () => {
      const [row] = await replicas.sql`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      assert.equal(row?.waiting, 2);
    });
    const before = await listEvents(sql, { after: "0", limit: 10 });
    release.resolve();
    await Promise.all([slow, ...fast]);
    const after = before.at(-1)?.seq ?? "0";
    const rest = await listEvents(sql, { after, limit: 10 });
    assert.equal(before.length + rest.length, 3);
    assert.equal([...before, ...rest][0]?.type, "account.online");
  } finally {
    await replicas.stop();
  }
});

Deno.test("an event is sent as a webhook with its account and its own id; a replayed and an internal one are only stored", async () => {
  const replicas = await openReplicas(WEBHOOKS);
  try {
    const { accounts, appendEvent, sql } = await replicas.open();
    const { id: accountId } = await accounts.create({ name: "one" });
    await sql`update upstream_bridge.accounts set vid = '1688850000000001'`;
    const offline = { accountId, type: "account.offline", data: { reason: "kicked" } } as const;
    await sql.begin(async (tx) => {
      await appendEvent(tx, offline);
      await appendEvent(tx, { ...offline, isReplay: true });
      await appendEvent(tx, { accountId, type: "account.own_message", data: { text: "…" } });
    });
    const events = await listEvents(sql, { accountId, after: "0", limit: 10 });
    assert.deepEqual(events.map(({ type, isReplay }) => [type, isReplay]), [
      ["account.offline", false],
      ["account.offline", true],
      ["account.own_message", false],
    ]);
    const jobs = await sql`select payload from jobs.jobs where queue = 'webhook.deliver'`;
    assert.equal(jobs.length, 1);
    const { id, type, data } = jobs[0]?.payload;
    assert.deepEqual({ id, type, data }, {
      id: events[0]?.id,
      type: "account.offline",
      data: { accountId, vid: "1688850000000001", reason: "kicked" },
    });
  } finally {
    await replicas.stop();
  }
});

Deno.test("an event with the same id is stored and sent once; an unknown account has none", async () => {
  const replicas = await openReplicas(WEBHOOKS);
  try {
    const { accounts, appendEvent, sql, nextId } = await replicas.open();
    const { id: accountId } = await accounts.create({ name: "one" });
    const event = { accountId, type: "account.online", data: {}, id: nextId() } as const;
    const numbers = [];
    for (let times = 0; times < 2; times++) {
      numbers.push(await sql.begin((tx) => appendEvent(tx, event)));
    }
    assert.equal(typeof numbers[0], "string");
    assert.equal(numbers[1], undefined);
    const none = await sql.begin((tx) => appendEvent(tx, { ...event, accountId: nextId() }));
    assert.equal(none, undefined);
    const [row] = await sql`select count(*)::int from jobs.jobs where queue = 'webhook.deliver'`;
    assert.equal(row?.count, 1);
  } finally {
    await replicas.stop();
  }
});
