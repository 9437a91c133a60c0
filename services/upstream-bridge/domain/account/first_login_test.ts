import assert from "node:assert/strict";
import {
  AccountScript,
  MEMBER,
  qrShown,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

Deno.test("a first login makes an instance, registers the callback address, shows a QR code, asks for the code and ends online", () => {
  const account = new AccountScript();
  const start = account.command({ kind: "start" });
  assert.equal(account.record.state, "initializing");
  account.ok();
  account.ok();
  assert.equal(account.inFlight, "get_qr");
  assert.equal(account.results.get(start), undefined);
  account.ok();
  assert.deepEqual(account.results.get(start), { ok: true });
  account.push({ kind: "qr_scanned", qrcodeKey: account.record.qr!.key });
  assert.equal(account.record.state, "qr_scanned");
  account.push({ kind: "code_required" });
  assert.equal(account.record.state, "code_required");
  assert.deepEqual(account.eventTypes, ["account.needs_code"]);
  const code = account.command({ kind: "check_code", code: "012345" });
  assert.deepEqual(account.calls.at(-1), {
    kind: "check_code",
    uuid: account.record.uuid,
    qrcodeKey: account.record.qr!.key,
    code: "012345",
  });
  account.ok();
  assert.deepEqual(account.results.get(code), { ok: true });
  assert.equal(account.record.state, "code_submitted");
  account.probe("up");
  assert.equal(account.record.state, "online");
  const { vid, corpId, profile, qr } = account.record;
  assert.deepEqual({ vid, corpId, profile, qr }, { ...MEMBER, qr: null });
  assert.deepEqual(account.callKinds, [
    "init",
    "set_callback",
    "get_qr",
    "check_code",
    "probe",
    "set_callback",
  ]);
  assert.deepEqual(account.eventTypes, ["account.needs_code", "account.online"]);
});

Deno.test("an init that is refused, or has no uuid, ends offline, and makes nothing", () => {
  for (const kind of ["rejected", "unclear", "unavailable"] as const) {
    const account = new AccountScript();
    const start = account.command({ kind: "start" });
    account.fail(kind);
    assert.deepEqual([account.record.state, account.record.reason], ["offline", "init_failed"]);
    assert.equal(account.record.uuid, null);
    assert.equal(account.record.dueAt, null);
    assert.equal(account.results.get(start)?.ok, false);
    const stage = kind === "unclear" ? "init_no_uuid" : "init_error";
    assert.ok(account.log.some((line) => line.stage === stage), stage);
  }
});

Deno.test("a callback address that cannot be registered does not stop a login, and is registered later", () => {
  const account = new AccountScript();
  account.command({ kind: "start" });
  account.ok();
  account.fail("rejected");
  assert.equal(account.inFlight, "get_qr");
  account.ok();
  account.checksFor(50_000, "down");
  assert.equal(account.count("set_callback"), 2);
  assert.notEqual(account.record.callbackRegisteredAt, null);
});

Deno.test("without a callback address a login works by checks every two to three seconds", () => {
  const account = new AccountScript();
  account.hasCallbackAddress = false;
  account.command({ kind: "start" });
  account.ok();
  assert.equal(account.inFlight, "get_qr");
  account.ok();
  for (let count = 0; count < 5; count += 1) {
    const waitedMs = account.wake();
    assert.ok(waitedMs >= 2_000 && waitedMs <= 3_000, String(waitedMs));
    account.probe("down");
  }
  account.wake();
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.count("set_callback"), 0);
});

Deno.test("a scan that is cancelled on the phone leaves the QR code", () => {
  const account = qrShown();
  account.push({ kind: "qr_confirmed" });
  assert.equal(account.record.state, "qr_scanned");
  account.push({ kind: "qr_cancelled" });
  assert.equal(account.record.state, "qr_pending");
  assert.notEqual(account.record.qr, null);
  account.checksFor(10_000, "down");
  assert.equal(account.count("get_qr"), 1);
});

Deno.test("callbacks about another QR code change nothing, and a missing key is adopted", () => {
  const account = qrShown();
  account.push({ kind: "qr_scanned", qrcodeKey: "OTHER" });
  assert.equal(account.record.state, "qr_pending");
  account.record = { ...account.record, qr: { ...account.record.qr!, key: "" } };
  account.push({ kind: "qr_scanned", qrcodeKey: "THEIRS" });
  assert.equal(account.record.state, "qr_scanned");
  account.command({ kind: "check_code", code: "123456" });
  assert.equal((account.calls.at(-1) as { qrcodeKey: string }).qrcodeKey, "THEIRS");
});

Deno.test("a person may enter the code before the callback asks for it", () => {
  for (const pushed of [[], ["qr_scanned"]] as const) {
    const account = qrShown();
    for (const kind of pushed) account.push({ kind });
    account.command({ kind: "check_code", code: "123456" });
    account.ok();
    assert.equal(account.record.state, "code_submitted");
  }
});

Deno.test("an accepted code without a login in 30 s leads back to the code", () => {
  const account = qrShown();
  account.push({ kind: "code_required" });
  account.command({ kind: "check_code", code: "123456" });
  account.ok();
  account.checksFor(31_000, "down");
  assert.equal(account.record.state, "code_required");
  assert.deepEqual(account.eventTypes, ["account.needs_code", "account.needs_code"]);
});

Deno.test("a wrong code keeps the QR code, five times for one key", () => {
  const account = qrShown();
  account.push({ kind: "code_required" });
  for (let count = 0; count < 5; count += 1) {
    const code = account.command({ kind: "check_code", code: "000000" });
    account.fail("rejected", "-1");
    assert.equal(account.record.state, "code_required");
    const result = account.results.get(code);
    assert.ok(result?.ok === false && result.code === "upstream_refused");
    assert.equal(result.errcode, "-1");
  }
  const sixth = account.command({ kind: "check_code", code: "123456" });
  const result = account.results.get(sixth);
  assert.ok(result?.ok === false && result.code === "limited");
  account.command({ kind: "get_qr" });
  account.ok();
  account.command({ kind: "check_code", code: "123456" });
  assert.equal(account.inFlight, "check_code");
});

Deno.test("a code for another QR code is refused", () => {
  const account = qrShown();
  const id = account.command({ kind: "check_code", code: "123456", qrcodeKey: "OLD" });
  assert.equal(account.results.get(id)?.ok, false);
  assert.equal(account.count("check_code"), 0);
});

Deno.test("a code that was not needed is no failure: a check at once, and a new QR code after ten seconds", () => {
  const script = () => {
    const account = qrShown();
    const id = account.command({ kind: "check_code", code: "123456" });
    account.fail("code_not_needed");
    assert.deepEqual(account.results.get(id), { ok: true, note: "code_not_needed" });
    assert.equal(account.inFlight, "probe");
    return account;
  };
  const loggedIn = script();
  loggedIn.probe("up");
  assert.equal(loggedIn.record.state, "online");

  const waiting = script();
  waiting.checksFor(11_000, "down");
  assert.equal(waiting.inFlight, "get_qr");
  waiting.ok();
  assert.equal(waiting.record.state, "qr_pending");
  assert.equal(waiting.count("init"), 1);
});

Deno.test("a code without an answer is decided by checks", () => {
  const online = qrShown();
  const id = online.command({ kind: "check_code", code: "123456" });
  online.fail("unavailable");
  assert.equal(online.results.get(id), undefined);
  assert.equal(online.inFlight, "probe");
  online.probe("up");
  assert.deepEqual(online.results.get(id), { ok: true });

  const out = qrShown();
  const other = out.command({ kind: "check_code", code: "123456" });
  out.fail("unavailable");
  out.checksFor(31_000, "down");
  assert.equal(out.record.state, "code_required");
  const result = out.results.get(other);
  assert.ok(result?.ok === false && result.code === "upstream_unavailable");
  assert.equal(out.count("check_code"), 1);
});

Deno.test("a QR code that is not scanned ends offline without a second instance", () => {
  const account = qrShown();
  account.checksFor(616_000, "down");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "qr_expired"]);
  assert.equal(account.record.uuid, null);
  assert.equal(account.record.dueAt, null);
  assert.equal(account.count("init"), 1);
  assert.equal(account.count("get_qr"), 1);
  assert.deepEqual(account.eventTypes, ["account.offline"]);
});

Deno.test("a callback that the QR code has expired is confirmed by a check", () => {
  const account = qrShown();
  account.push({ kind: "qr_expired" });
  assert.equal(account.inFlight, "probe");
  account.probe("unknown");
  assert.equal(account.record.state, "qr_pending");
  account.wake(10_000);
  account.probe("down");
  assert.equal(account.record.reason, "qr_expired");
});

Deno.test("a QR code that expires during a network outage ends only after a clear answer", () => {
  const account = qrShown();
  account.checksFor(1_200_000, "unknown");
  assert.equal(account.record.state, "qr_pending");
  while (account.inFlight !== "probe") account.wake(200_000);
  account.probe("up");
  assert.equal(account.record.state, "online");
  assert.equal(account.count("init"), 1);
});

Deno.test("100 s with a QR code and the monitor on: one QR code, one instance", () => {
  for (const status of ["down", "unknown", "unclear", "settling"] as const) {
    const account = qrShown();
    account.checksFor(100_000, status);
    assert.equal(account.record.state, "qr_pending");
    assert.deepEqual([account.count("init"), account.count("get_qr")], [1, 1]);
  }
});

Deno.test("the identity of a callback is used when the status has none, and only after a check", () => {
  const account = qrShown();
  account.push({ kind: "success", ...MEMBER });
  assert.equal(account.record.state, "qr_pending");
  assert.equal(account.record.vid, null);
  account.probe("up", null);
  assert.equal(account.record.state, "online");
  assert.equal(account.record.vid, MEMBER.vid);
});

Deno.test("a profile that comes after the login is looked for every two seconds", () => {
  const account = qrShown();
  account.wake();
  account.probe("up", null);
  account.ok();
  assert.deepEqual([account.record.state, account.record.vid], ["online", null]);
  account.wake(3_000);
  account.probe("up");
  assert.equal(account.record.vid, MEMBER.vid);
});
