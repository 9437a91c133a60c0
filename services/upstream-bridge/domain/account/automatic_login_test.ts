import assert from "node:assert/strict";
import {
  AccountScript,
  automaticLogin,
  MEMBER,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

Deno.test("a start with a known vid signs in by itself, and a check confirms it", () => {
  const account = new AccountScript({ vid: MEMBER.vid });
  const start = account.command({ kind: "start" });
  assert.deepEqual(account.calls[0], { kind: "init", vid: MEMBER.vid, proxy: null });
  account.ok();
  account.ok();
  assert.equal(account.record.state, "auto_login");
  account.ok();
  assert.equal(account.record.state, "auto_login");
  account.wake(3_000);
  account.probe("down");
  account.wake(3_000);
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.deepEqual(account.results.get(start), { ok: true });
  account.ok();
  assert.equal(account.inFlight, "sync");
});

Deno.test("a refused automatic login shows a QR code on the same instance", () => {
  const account = automaticLogin();
  const uuid = account.record.uuid;
  account.fail("rejected");
  assert.equal(account.inFlight, "get_qr");
  account.ok();
  assert.equal(account.record.state, "qr_pending");
  assert.equal(account.record.uuid, uuid);
  assert.deepEqual([...account.results.values()], [{ ok: true }]);
  // The person who pressed "start" sees the QR code.
  assert.deepEqual(account.eventTypes, []);
});

Deno.test("an automatic login that demands a second verification waits for a person", () => {
  const account = automaticLogin();
  account.fail("second_verify", "-11025");
  assert.equal(account.record.state, "second_verify");
  assert.deepEqual(account.eventTypes, ["account.needs_scan"]);
  assert.equal([...account.results.values()][0]?.ok, false);
});

Deno.test("an automatic login without an answer is checked three times, every 5 s; then tries begin", () => {
  const account = automaticLogin();
  account.fail("unavailable");
  assert.equal(account.record.state, "auto_login");
  for (let count = 0; count < 3; count += 1) {
    assert.equal(account.wake(), 5_000);
    account.probe("unknown");
  }
  account.wake(2_000);
  assert.equal(account.record.state, "reconnecting");
  assert.equal(account.count("init"), 1);
  const [result] = account.results.values();
  assert.ok(result?.ok === false && result.code === "upstream_unavailable");
});

Deno.test("an accepted automatic login that does not sign in within 30 s leads to tries", () => {
  const account = automaticLogin();
  account.ok();
  account.checksFor(29_000, "down");
  assert.equal(account.record.state, "auto_login");
  account.checksFor(2_000, "down");
  assert.equal(account.record.state, "reconnecting");
});

Deno.test("the step automatic_login ends with its own result, and says when a QR code is shown in its place", () => {
  const step = () => {
    const account = new AccountScript({ vid: MEMBER.vid });
    account.command({ kind: "init" });
    account.ok();
    account.ok();
    assert.equal(account.record.state, "initialized");
    return { account, id: account.command({ kind: "automatic_login" }) };
  };
  const accepted = step();
  accepted.account.ok();
  assert.deepEqual(accepted.account.results.get(accepted.id), { ok: true });

  const refused = step();
  refused.account.fail("rejected");
  assert.equal(refused.account.results.get(refused.id), undefined);
  refused.account.ok();
  assert.deepEqual(refused.account.results.get(refused.id), { ok: true, note: "qr_code" });

  const failed = step();
  failed.account.fail("rejected");
  failed.account.fail("rejected");
  assert.equal(failed.account.results.get(failed.id)?.ok, false);
  assert.equal(failed.account.record.state, "initialized");
});

Deno.test("a start with an empty vid is a new device: no automatic login", () => {
  const account = new AccountScript({ vid: MEMBER.vid, corpId: MEMBER.corpId });
  account.command({ kind: "start", vid: "" });
  assert.deepEqual(account.calls[0], { kind: "init", vid: null, proxy: null });
  account.ok();
  account.ok();
  assert.equal(account.inFlight, "get_qr");
});
