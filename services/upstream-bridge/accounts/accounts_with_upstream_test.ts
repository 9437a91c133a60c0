import assert from "node:assert/strict";
import { openFleet } from "services/upstream-bridge/testing/open_fleet.ts";

const VIDS = ["1688000000000017", "1688000000000021", "1688000000000034"] as const;

Deno.test("a first login with a code, and the return of the same member by itself, without a callback address", async () => {
  const fleet = await openFleet();
  try {
    const { core, upstream } = fleet;
    const { id } = await core.accounts.create({ name: "one" });
    assert.deepEqual(await core.commands.run(id, { kind: "start" }), { ok: true });
    const { record: { qr, state, uuid } } = await core.accounts.get(id);
    assert.equal(state, "qr_pending");
    assert.ok(qr!.image.startsWith("data:image/"));
    await upstream.control("scan", { uuid, vid: VIDS[0] });
    const { code } = await upstream.control("requireCode", { uuid });
    const wrong = await core.commands.run(id, { kind: "check_code", code: "000000" });
    assert.equal(wrong.ok, false);
    assert.deepEqual(await core.commands.run(id, { kind: "check_code", code }), { ok: true });
    await fleet.pumpUntil(async () => (await core.accounts.get(id)).record.state === "online");
    const online = await core.accounts.get(id);
    assert.equal(online.record.vid, VIDS[0]);
    assert.equal(online.record.qr, null);
    await core.commands.run(id, { kind: "stop" });
    assert.equal((await core.accounts.get(id)).record.state, "stopped");
    await core.commands.run(id, { kind: "start" });
    await fleet.pumpUntil(async () => (await core.accounts.get(id)).record.state === "online");
    assert.equal(fleet.inits().length, 2);
    assert.equal(upstream.requests("getQrCode").length, 1);
  } finally {
    await fleet.stop();
  }
});

Deno.test("after a restart of the upstream each account makes one new instance, not all at the same moment", async () => {
  const fleet = await openFleet();
  try {
    await fleet.signIn(VIDS);
    const before = fleet.inits().length;
    await fleet.upstream.control("forgetInstances");
    await fleet.pump(10 * 60_000);
    assert.deepEqual(await fleet.states(), VIDS.map(() => "online"));
    const inits = fleet.inits().slice(before);
    assert.equal(inits.length, VIDS.length);
    assert.equal(new Set(inits).size, VIDS.length, `at ${inits.join(", ")}`);
  } finally {
    await fleet.stop();
  }
});

Deno.test("a network outage of ten minutes makes no new instance, and the accounts are online again by checks", async () => {
  const fleet = await openFleet();
  try {
    await fleet.signIn(VIDS);
    const before = fleet.inits().length;
    fleet.cutNetwork(true);
    await fleet.pump(10 * 60_000);
    assert.deepEqual(await fleet.states(), VIDS.map(() => "suspect"));
    fleet.cutNetwork(false);
    await fleet.pump(5 * 60_000);
    assert.deepEqual(await fleet.states(), VIDS.map(() => "online"));
    assert.equal(fleet.inits().length, before);
  } finally {
    await fleet.stop();
  }
});

Deno.test("a day without anything to report does not evict the login from the log, and a restart of the bridge makes no instance", async () => {
  const fleet = await openFleet({ MAX_EVENTS: "20" });
  try {
    await fleet.signIn(VIDS.slice(0, 1));
    const before = fleet.inits().length;
    const checks = () => fleet.upstream.requests("GetRunClientByUuid").length;
    const checksBefore = checks();
    await fleet.sweepAsNewProcess();
    await fleet.pump(1);
    assert.ok(checks() > checksBefore);
    await fleet.pump(3_600_000);
    fleet.clock.advance(23 * 3_600_000);
    await fleet.pump(3_600_000);
    assert.deepEqual(await fleet.states(), ["online"]);
    assert.equal(fleet.inits().length, before);
    const rows = await fleet.core.sql`
      select event_type from upstream_bridge.log where event_type = 'state:online'`;
    assert.ok(rows.length > 0);
  } finally {
    await fleet.stop();
  }
});
