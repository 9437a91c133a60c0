import assert from "node:assert/strict";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import {
  type AccountScript,
  onlineAccount,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

type Loss = "disconnected" | "kicked" | "ended_by_phone" | "second_verify";

/** Online, with a callback of a loss whose check is in flight. */
function pushed(kind: Loss, settings: Partial<BridgeSettings> = {}): AccountScript {
  const account = onlineAccount();
  account.settings = { ...DEFAULT_SETTINGS, ...settings };
  account.push({ kind });
  account.wake(1_000);
  assert.equal(account.record.state, "online");
  return account;
}

Deno.test("a callback of a loss is ignored when a check says that the account is online", () => {
  for (const kind of ["disconnected", "kicked", "ended_by_phone", "second_verify"] as const) {
    const account = pushed(kind);
    account.probe("up");
    assert.equal(account.record.state, "online");
    assert.equal(account.record.suspicion, null);
    assert.deepEqual(account.events, []);
    account.wake();
    account.probe("down");
    assert.equal(account.record.state, "suspect");
  }
});

Deno.test("after 100007 one bad check is enough for tries", () => {
  const account = pushed("disconnected");
  account.probe("down");
  assert.equal(account.record.state, "reconnecting");
  assert.deepEqual(account.events, []);
});

Deno.test("after 100005 and 100008 the account stays offline, and a scan is asked for once", () => {
  for (const kind of ["kicked", "ended_by_phone"] as const) {
    const account = pushed(kind);
    account.probe("down");
    assert.deepEqual([account.record.state, account.record.reason], ["offline", kind]);
    assert.equal(account.record.dueAt, null);
    assert.deepEqual(account.eventTypes, ["account.offline", "account.needs_scan"]);
    assert.equal(account.count("init"), 0);
  }
});

Deno.test("settings decide from which losses an account comes back by itself", () => {
  const all = ["disconnect", "probe", "kicked", "phone"] as const;
  for (const kind of ["kicked", "ended_by_phone", "disconnected"] as const) {
    const account = pushed(kind, { reconnectOn: [...all] });
    account.probe("down");
    assert.equal(account.record.state, "reconnecting");
  }
  const never = pushed("disconnected", { reconnectOn: [] });
  never.probe("down");
  assert.equal(never.record.state, "offline");
  assert.equal(never.count("init"), 0);
});

Deno.test("a callback of a loss in a network outage waits for a clear answer", () => {
  const account = pushed("kicked");
  account.probe("unknown");
  assert.equal(account.record.state, "suspect");
  account.wake();
  account.probe("unknown");
  account.wake();
  account.probe("down");
  assert.equal(account.record.reason, "kicked");
});

Deno.test("what a person did is not forgotten for a lost connection that follows", () => {
  const account = onlineAccount();
  account.push({ kind: "kicked" });
  account.lose("disconnected");
  assert.equal(account.record.reason, "kicked");
});

Deno.test("a kick that becomes known during tries ends them", () => {
  const account = pushed("disconnected");
  account.probe("down");
  account.lose("kicked");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "kicked"]);
  assert.equal(account.count("init"), 0);
});

Deno.test("callbacks of an earlier instance change nothing", () => {
  const account = onlineAccount();
  const before = account.record;
  for (const kind of ["disconnected", "kicked", "qr_expired", "code_required"] as const) {
    account.push({ kind }, "an-older-instance");
  }
  assert.deepEqual(account.record, before);
});

Deno.test("a send that was refused as not logged in counts like a callback of a loss", () => {
  const account = onlineAccount();
  account.step({ kind: "reported", uuid: account.record.uuid!, trouble: "not_logged_in" });
  account.wake(1_000);
  account.probe("down");
  assert.equal(account.record.state, "reconnecting");

  const late = onlineAccount();
  late.step({ kind: "reported", uuid: "an-older-instance", trouble: "second_verify" });
  assert.equal(late.record.state, "online");
});

Deno.test("a second verification is checked every 5 s, and ends when the account is online", () => {
  const account = onlineAccount();
  account.step({ kind: "reported", uuid: account.record.uuid!, trouble: "second_verify" });
  assert.equal(account.record.state, "second_verify");
  assert.deepEqual(account.eventTypes, ["account.needs_scan"]);
  assert.equal(account.wake(), 5_000);
  account.probe("verify");
  const asked = account.command({ kind: "second_verify" });
  account.ok();
  assert.deepEqual(account.results.get(asked), { ok: true });
  assert.equal(account.record.qr?.purpose, "second_verify");
  account.checksFor(60_000, "verify");
  assert.equal(account.record.state, "second_verify");
  account.wake();
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.record.qr, null);
  assert.equal(account.count("init"), 0);
});

Deno.test("a person who asks for a second verification that nothing demands does not keep an account from coming back", () => {
  const account = onlineAccount();
  account.command({ kind: "second_verify" });
  account.ok();
  assert.equal(account.record.state, "second_verify");
  account.checksFor(60_000, "down");
  assert.equal(account.record.state, "reconnecting");
});

Deno.test("a second verification without a person ends offline after ten minutes", () => {
  const account = onlineAccount();
  account.step({ kind: "reported", uuid: account.record.uuid!, trouble: "second_verify" });
  account.checksFor(610_000, "verify");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "second_verify"]);
  assert.deepEqual(account.eventTypes, ["account.needs_scan", "account.offline"]);
  const asked = account.command({ kind: "second_verify" });
  account.ok();
  assert.deepEqual(account.results.get(asked), { ok: true });
  assert.equal(account.record.state, "second_verify");
});

Deno.test("a build that demands a second verification only in sends asks once in ten minutes", () => {
  const account = onlineAccount();
  for (let count = 0; count < 20; count += 1) {
    account.step({ kind: "reported", uuid: account.record.uuid!, trouble: "second_verify" });
    account.checksFor(6_000, "up");
    account.ok();
    account.ok();
    assert.equal(account.record.state, "online");
  }
  assert.equal(account.eventTypes.filter((type) => type === "account.needs_scan").length, 1);
});

Deno.test("a restriction is reported once, and stays until a person clears it", () => {
  const account = onlineAccount();
  account.push({ kind: "restricted" });
  account.push({ kind: "restricted" });
  account.wake();
  account.probe("up");
  assert.notEqual(account.record.restrictedAt, null);
  assert.equal(account.record.state, "online");
  assert.deepEqual(account.eventTypes, ["account.restricted"]);
  const id = account.command({ kind: "clear_restriction" });
  assert.deepEqual(account.results.get(id), { ok: true });
  assert.equal(account.record.restrictedAt, null);
});
