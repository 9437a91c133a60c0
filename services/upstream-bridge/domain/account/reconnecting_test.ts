import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import {
  type AccountScript,
  MEMBER,
  onlineAccount,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

/** An account that was online for long, and is lost. */
function lost(): AccountScript {
  const account = onlineAccount();
  account.checksFor(20 * 60_000, "up");
  account.lose("disconnected");
  assert.equal(account.record.state, "reconnecting");
  account.calls.length = 0;
  return account;
}

/** A try begins: the check is down, and the new instance is made. */
function tryOnce(account: AccountScript): void {
  account.wake();
  account.probe("down");
  assert.equal(account.inFlight, "init");
  account.ok();
  account.ok();
  assert.equal(account.inFlight, "automatic_login");
}

Deno.test("a lost account checks, makes one instance, registers its address, signs in and closes the old instance", () => {
  const account = lost();
  const old = account.record.uuid;
  const { generation } = account.record;
  tryOnce(account);
  assert.deepEqual(account.calls[1], { kind: "init", vid: MEMBER.vid, proxy: null });
  account.ok();
  account.push({ kind: "success", ...MEMBER });
  account.wake(1_000);
  account.probe("up");
  account.ok();
  account.ok();
  assert.deepEqual(account.calls.at(-1), { kind: "close_superseded", uuid: old });
  account.fail("rejected");
  assert.equal(account.inFlight, undefined);
  assert.deepEqual(account.record.superseded, []);
  assert.deepEqual(account.callKinds, [
    "probe",
    "init",
    "set_callback",
    "automatic_login",
    "probe",
    "set_callback",
    "sync",
    "close_superseded",
  ]);
  assert.equal(account.record.generation, generation + 1);
  assert.deepEqual(account.eventTypes, ["account.online"]);
});

Deno.test("an instance that is up again when the try begins is kept", () => {
  const account = lost();
  account.wake();
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.count("init"), 0);
});

Deno.test("tries wait 5, 10, 20 … s; checks without a clear answer make no instance and use up no try", () => {
  const account = lost();
  assert.equal(account.record.dueAt! - account.now, 5_000);
  for (let count = 0; count < 50; count += 1) {
    account.wake(60_000);
    account.probe("unknown");
    assert.equal(account.record.state, "reconnecting");
  }
  assert.equal(account.count("init"), 0);
  assert.equal(account.record.attempts, 0);
  account.wake();
  account.probe("down");
  account.fail("unavailable");
  assert.equal(account.record.dueAt! - account.now, 10_000);
  account.wake();
  account.probe("down");
  account.fail("rejected");
  assert.equal(account.record.dueAt! - account.now, 20_000);
});

Deno.test("at most three inits in 15 minutes, also when their answers are lost", () => {
  const account = lost();
  const startedAt = account.now;
  const times: number[] = [];
  while (account.record.state === "reconnecting") {
    account.wake();
    if (account.inFlight === "probe") account.probe("down");
    if (account.inFlight !== "init") continue;
    times.push(account.now - startedAt);
    account.step({ kind: "interrupted" });
  }
  assert.equal(times.length, 6);
  assert.ok(times[3]! - times[0]! >= 900_000);
  assert.deepEqual([account.record.state, account.record.reason], [
    "offline",
    "reconnect_exhausted",
  ]);
  assert.deepEqual(account.eventTypes, ["account.offline", "account.needs_scan"]);
});

Deno.test("a refused automatic login shows one QR code, asks once for a scan, and begins no further try", () => {
  const account = lost();
  tryOnce(account);
  account.fail("rejected");
  assert.equal(account.inFlight, "get_qr");
  account.ok();
  assert.equal(account.record.state, "qr_pending");
  assert.deepEqual(account.eventTypes, ["account.needs_scan"]);
  account.checksFor(700_000, "down");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "qr_expired"]);
  assert.equal(account.record.dueAt, null);
  assert.deepEqual([account.count("init"), account.count("get_qr")], [1, 1]);
  assert.deepEqual(account.eventTypes, ["account.needs_scan", "account.offline"]);
});

Deno.test("a scan is asked for again at the next loss, not before", () => {
  const account = lost();
  for (let loss = 0; loss < 3; loss += 1) {
    tryOnce(account);
    account.fail("rejected");
    account.ok();
    account.wake();
    account.probe("up");
    assert.equal(account.record.state, "online");
    account.checksFor(20 * 60_000, "up");
    account.lose("disconnected");
  }
  assert.equal(account.eventTypes.filter((type) => type === "account.needs_scan").length, 3);
});

Deno.test("without an automatic QR code in the settings a person is asked to start", () => {
  const account = lost();
  account.settings = { ...DEFAULT_SETTINGS, automaticQrCodes: 0 };
  tryOnce(account);
  account.fail("rejected");
  assert.deepEqual([account.record.state, account.record.reason], [
    "offline",
    "reconnect_exhausted",
  ]);
  assert.equal(account.count("get_qr"), 0);
  assert.deepEqual(account.eventTypes, ["account.offline", "account.needs_scan"]);
});

Deno.test("an automatic QR code without an answer is not asked for again in this loss", () => {
  const account = lost();
  tryOnce(account);
  account.fail("rejected");
  account.fail("unavailable");
  assert.equal(account.record.state, "reconnecting");
  tryOnce(account);
  account.fail("rejected");
  assert.equal(account.record.reason, "reconnect_exhausted");
  assert.equal(account.count("get_qr"), 1);
});

Deno.test("without a vid there is no try, and a scan is asked for", () => {
  const account = onlineAccount();
  account.record = { ...account.record, vid: null };
  account.lose("disconnected");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "no_vid"]);
  assert.deepEqual(account.eventTypes, ["account.offline", "account.needs_scan"]);
});

Deno.test("tries count from 0 again after ten minutes online, and not sooner", () => {
  for (const [minutes, attempts] of [[11, 0], [5, 1]] as const) {
    const account = lost();
    tryOnce(account);
    account.ok();
    account.wake();
    account.probe("up");
    account.ok();
    account.ok();
    account.ok();
    account.checksFor(minutes * 60_000, "up");
    account.lose("disconnected");
    assert.equal(account.record.attempts, attempts);
  }
});

Deno.test("a person's start during tries begins one at once, and ends with it", () => {
  const account = lost();
  const start = account.command({ kind: "start" });
  assert.equal(account.inFlight, "probe");
  account.probe("down");
  account.ok();
  account.ok();
  account.fail("rejected");
  account.ok();
  assert.deepEqual(account.results.get(start), { ok: true });
  // The person sees the QR code.
  assert.deepEqual(account.eventTypes, []);

  const cut = lost();
  const other = cut.command({ kind: "start" });
  cut.probe("unknown");
  const result = cut.results.get(other);
  assert.ok(result?.ok === false && result.code === "upstream_unavailable");
  assert.equal(cut.record.state, "reconnecting");
});

Deno.test("a QR code that a person opens during tries ends them", () => {
  const account = lost();
  account.command({ kind: "get_qr" });
  account.ok();
  assert.equal(account.record.state, "qr_pending");
  account.checksFor(300_000, "down");
  assert.equal(account.count("init"), 0);
});
