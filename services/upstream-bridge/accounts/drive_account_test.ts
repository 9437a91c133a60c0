import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { listEvents } from "services/upstream-bridge/events/list_events.ts";
import { callsOf, openDrivers } from "services/upstream-bridge/testing/open_drivers.ts";

Deno.test("three replicas run an account one at a time, in the order of its inputs, and end every command once", async () => {
  const drivers = await openDrivers();
  try {
    const replicas = [await drivers.open(), await drivers.open(), await drivers.open()];
    for (const { start } of replicas) start();
    const [first] = replicas;
    const { id } = await first!.core.accounts.create({ name: "one" });
    const results = await Promise.all(
      Array.from(
        { length: 30 },
        (_, index) =>
          replicas[index % 3]!.core.commands.run(id, { kind: index === 0 ? "start" : "check_now" }),
      ),
    );
    assert.deepEqual(results, Array(30).fill({ ok: true }));
    assert.equal(drivers.mostAtOnce(id), 1);
    assert.equal(callsOf(drivers, "init"), 1);
  } finally {
    await drivers.stop();
  }
});

Deno.test("a worker that finds a call of a dead worker reports it as interrupted, and not before its lease has ended", async () => {
  const drivers = await openDrivers();
  try {
    const [dead, other] = [await drivers.open(), await drivers.open()];
    const { id } = await dead.core.accounts.create({ name: "one" });
    const hold = drivers.hold("init");
    await dead.addCommand(id, { kind: "start" });
    const stuck = dead.drive(id).catch((error: unknown) => error);
    await hold.reached;
    await other.drive(id);
    assert.deepEqual(other.inputs, []);
    drivers.clock.advance(46_000);
    await other.drive(id);
    assert.deepEqual(other.inputs.map(({ kind }) => kind), ["interrupted"]);
    // The dead worker was only frozen: its answer changes nothing.
    hold.release();
    await stuck;
    assert.ok(drivers.log.some(({ event }) => event === "account_lease_lost"));
    assert.equal((await other.core.accounts.get(id)).record.uuid, null);
  } finally {
    await drivers.stop();
  }
});

Deno.test("a process that stops during a call gives the account back at once", async () => {
  const drivers = await openDrivers();
  try {
    const [first, second] = [await drivers.open(), await drivers.open()];
    const { id } = await first.core.accounts.create({ name: "one" });
    const hold = drivers.hold("init");
    await first.addCommand(id, { kind: "start" });
    const stopping = new AbortController();
    const stopped = first.drive(id, stopping.signal);
    await hold.reached;
    stopping.abort();
    await assert.rejects(stopped);
    await second.drive(id);
    assert.deepEqual(second.inputs.map(({ kind }) => kind), ["interrupted"]);
    hold.release();
  } finally {
    await drivers.stop();
  }
});

Deno.test("a worker that cannot ask for its next wake-up fails, and the repeated job asks for it", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open();
    const { id } = await replica.core.accounts.create({ name: "one" });
    await replica.addCommand(id, { kind: "start" });
    await drivers.sql`delete from jobs.jobs`;
    const dueAt = drivers.clock.now() + 45_000;
    replica.nextDueAt(dueAt);
    const { send } = replica.core.jobs;
    replica.core.jobs.send = () => Promise.reject(new Error("the database is away"));
    await assert.rejects(replica.drive(id));
    replica.core.jobs.send = send;
    await replica.drive(id);
    const [job] = await drivers.sql`
      select extract(epoch from due_at - now()) as seconds from jobs.jobs
      where queue = 'account.wake'`;
    assert.ok(job?.seconds > 30 && job?.seconds < 46, `${job?.seconds}`);
    assert.equal(callsOf(drivers, "init"), 1);
  } finally {
    await drivers.stop();
  }
});

Deno.test("a command given in one replica ends when another one has run it, even when every hint is lost", async () => {
  const drivers = await openDrivers();
  try {
    const [asking, running] = [await drivers.open(), await drivers.open()];
    running.start();
    const { id } = await asking.core.accounts.create({ name: "one" });
    drivers.redis.publish = () => Promise.reject(new Error("Redis is down"));
    assert.deepEqual(await asking.core.commands.run(id, { kind: "start" }), { ok: true });
    assert.ok(drivers.log.some(({ event }) => event === "account_hint_not_sent"));
  } finally {
    await drivers.stop();
  }
});

Deno.test("a command that takes too long is reported as such, and its end is still recorded", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open({ commandTimeoutMs: 300 });
    replica.start();
    const { id } = await replica.core.accounts.create({ name: "one" });
    const hold = drivers.hold("init");
    await assert.rejects(
      replica.core.commands.run(id, { kind: "start" }),
      { code: "bridge_upstream_timeout" },
    );
    hold.release();
    await eventually(async () => {
      const [row] = await drivers.sql`select result from upstream_bridge.account_inputs`;
      assert.deepEqual(row?.result, { ok: true });
    });
    await assert.rejects(
      replica.core.commands.run(crypto.randomUUID(), { kind: "start" }),
      { code: "bridge_account_not_found" },
    );
  } finally {
    await drivers.stop();
  }
});

Deno.test("a handled command keeps neither its code nor the password of a proxy, and the audit trail has neither", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open();
    const { id } = await replica.core.accounts.create({ name: "one" });
    replica.start();
    const by = { subject: "ww0123456789abcdef/zhangsan", name: "张三" };
    await replica.core.commands.run(id, { kind: "check_code", code: "654321" }, by);
    const proxy = {
      ...{ ip: "192.0.2.1", port: "1080", proxyType: "socks5", userName: "u" },
      ...{ password: "hunter2", isPermanent: false },
    };
    await replica.core.commands.run(id, { kind: "start", proxy }, by);
    const stored = JSON.stringify([
      await drivers.sql`select * from upstream_bridge.account_inputs`,
      await drivers.sql`select * from upstream_bridge.log`,
      await drivers.sql`select payload from jobs.jobs`,
    ]);
    assert.ok(!stored.includes("654321") && !stored.includes("hunter2"), stored);
    assert.ok(stored.includes("account.code") && stored.includes("account.start"), stored);
  } finally {
    await drivers.stop();
  }
});

Deno.test("an instance that another account has is refused, and a member is online in one account only", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open();
    replica.start();
    const { accounts, commands } = replica.core;
    const [first, second] = [
      await accounts.create({ name: "one" }),
      await accounts.create({ name: "two" }),
    ];
    drivers.answers.init = () => ({ ok: true, call: "init", uuid: "the same" });
    await commands.run(first.id, { kind: "start" });
    await commands.run(second.id, { kind: "start" });
    assert.equal((await accounts.get(second.id)).record.uuid, null);
    assert.match((await accounts.get(second.id)).record.lastError ?? "", /another account/);

    drivers.answers.init = () => ({ ok: true, call: "init", uuid: "another" });
    await commands.run(second.id, { kind: "start" });
    await commands.run(first.id, { kind: "check_now" });
    await commands.run(second.id, { kind: "check_now" });
    assert.equal((await accounts.get(first.id)).record.state, "online");
    assert.equal((await accounts.get(second.id)).record.reason, "identity_conflict");
    const online = await listEvents(drivers.sql, { after: "0", limit: 10 });
    assert.deepEqual(online.map(({ accountId, type }) => [accountId, type]), [
      [first.id, "account.online"],
    ]);
    const vid = (await accounts.get(first.id)).record.vid!;
    const result = await commands.run(second.id, { kind: "start", vid });
    assert.equal(result.ok ? "" : result.code, "wrong_state");
  } finally {
    await drivers.stop();
  }
});

Deno.test("a removed account ends its command, and its worker writes nothing more", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open();
    replica.start();
    const { id } = await replica.core.accounts.create({ name: "one" });
    const hold = drivers.hold("init");
    const run = replica.core.commands.run(id, { kind: "start" });
    await hold.reached;
    await replica.core.accounts.remove(id, {});
    hold.release();
    await assert.rejects(run, { code: "bridge_account_not_found" });
    await eventually(async () => {
      const [row] = await drivers.sql`select count(*)::int from jobs.jobs`;
      assert.equal(row?.count, 0);
    });
  } finally {
    await drivers.stop();
  }
});

Deno.test("the sweep wakes an account whose wake-up was lost, and a start checks what has an instance once", async () => {
  const drivers = await openDrivers();
  try {
    const replica = await drivers.open();
    const { id } = await replica.core.accounts.create({ name: "one" });
    await replica.addCommand(id, { kind: "start" });
    await drivers.sql`delete from jobs.jobs`;
    drivers.clock.advance(11_000);
    replica.start();
    await replica.sweep();
    await eventually(async () =>
      assert.notEqual((await replica.core.accounts.get(id)).record.uuid, null)
    );
    await Promise.all([drivers.open(), drivers.open()]).then((others) =>
      Promise.all(others.map(({ sweep }) => sweep()))
    );
    await eventually(() => assert.ok(replica.inputs.some(({ kind }) => kind === "started")));
    assert.equal(callsOf(drivers, "init"), 1);
  } finally {
    await drivers.stop();
  }
});
