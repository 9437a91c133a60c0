import assert from "node:assert/strict";
import {
  AccountScript,
  MEMBER,
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
  assert.equal(account.record.state, "qr_pending");
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
  assert.equal(account.record.vid, MEMBER.vid);
  assert.equal(account.record.qr, null);
  assert.deepEqual(account.calls.map(({ kind }) => kind), [
    "init",
    "set_callback",
    "get_qr",
    "check_code",
    "probe",
    "set_callback",
  ]);
});
