import assert from "node:assert/strict";
import {
  AccountScript,
  automaticLogin,
  MEMBER,
  onlineAccount,
  qrShown,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

Deno.test("a process that starts checks what has an instance, and makes no instance for what is up", () => {
  const account = onlineAccount();
  account.now += 3_600_000;
  account.step({ kind: "started" });
  assert.equal(account.inFlight, "probe");
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.inFlight, "set_callback");
  account.ok();
  assert.equal(account.inFlight, undefined);
  assert.deepEqual(account.eventTypes, []);
});

Deno.test("after a long outage of the bridge an account with a QR code is checked before its time is over", () => {
  const account = qrShown();
  account.now += 3_600_000;
  account.step({ kind: "started" });
  assert.equal(account.inFlight, "probe");
  account.probe("up");
  assert.equal(account.record.state, "online");
});

Deno.test("an account without an instance does nothing when a process starts", () => {
  const account = new AccountScript({ vid: MEMBER.vid });
  account.step({ kind: "started" });
  assert.equal(account.calls.length, 0);
  assert.equal(account.record.dueAt, null);
});

Deno.test("an init whose process has ended is not repeated", () => {
  const account = new AccountScript({ vid: MEMBER.vid });
  const start = account.command({ kind: "start" });
  account.step({ kind: "interrupted" });
  account.step({ kind: "started" });
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "init_failed"]);
  assert.equal(account.count("init"), 1);
  assert.equal(account.record.inits.length, 1);
  const result = account.results.get(start);
  assert.ok(result?.ok === false && result.code === "upstream_unavailable");
});

Deno.test("an automatic login whose process has ended is decided by checks", () => {
  const account = automaticLogin();
  account.step({ kind: "interrupted" });
  account.step({ kind: "started" });
  assert.equal(account.inFlight, "probe");
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.count("automatic_login"), 1);
});

Deno.test("a code whose process has ended is decided by a check, not sent again", () => {
  const account = qrShown();
  const id = account.command({ kind: "check_code", code: "123456" });
  account.step({ kind: "interrupted" });
  assert.equal(account.inFlight, "probe");
  account.probe("up");
  assert.deepEqual(account.results.get(id), { ok: true });
  assert.equal(account.count("check_code"), 1);
});

Deno.test("a call whose answer never comes counts as lost after 90 s", () => {
  const account = onlineAccount();
  account.wake();
  account.now += 89_000;
  account.step({ kind: "due" });
  assert.equal(account.inFlight, "probe");
  account.wake();
  assert.equal(account.record.state, "suspect");
  assert.equal(account.inFlight, undefined);
});

Deno.test("an answer that no call awaits changes nothing", () => {
  const account = onlineAccount();
  const before = account.record;
  account.step({ kind: "answered", answer: { ok: true, call: "init", uuid: "another" } });
  account.step({ kind: "interrupted" });
  assert.deepEqual(account.record, before);
  account.wake();
  const { uuid } = account.record;
  account.step({ kind: "answered", answer: { ok: true, call: "init", uuid: "another" } });
  assert.equal(account.record.uuid, uuid);
  assert.equal(account.inFlight, "probe");
});

Deno.test("commands that wait in the record survive the end of a process", () => {
  const account = automaticLogin();
  const stop = account.command({ kind: "stop" });
  account.step({ kind: "interrupted" });
  assert.equal(account.record.state, "stopped");
  account.step({ kind: "interrupted" });
  assert.deepEqual(account.results.get(stop), { ok: true });
});
