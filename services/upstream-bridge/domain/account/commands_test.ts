import assert from "node:assert/strict";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import {
  AccountScript,
  automaticLogin,
  MEMBER,
  onlineAccount,
  qrShown,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

Deno.test("each step of the seed ends with the result of its own call", () => {
  const account = new AccountScript();
  const init = account.command({ kind: "init" });
  assert.equal(account.results.get(init), undefined);
  account.ok();
  assert.deepEqual(account.results.get(init), { ok: true });
  // The callback address is registered too, and the state stays.
  assert.equal(account.inFlight, "set_callback");
  account.ok();
  assert.equal(account.record.state, "initialized");
  assert.equal(account.inFlight, undefined);

  for (const kind of ["set_callback", "get_qr"] as const) {
    const failed = account.command({ kind });
    account.fail("rejected", "7");
    const result = account.results.get(failed);
    assert.ok(result?.ok === false && result.code === "upstream_refused");
    assert.equal(result.errcode, "7");
    assert.equal(account.record.state, "initialized");
    const done = account.command({ kind });
    account.ok();
    assert.deepEqual(account.results.get(done), { ok: true });
  }
  assert.equal(account.record.state, "qr_pending");
  assert.equal(account.count("init"), 1);
});

Deno.test("an instance with which nothing is done ends after ten minutes", () => {
  const account = new AccountScript();
  account.command({ kind: "init" });
  account.ok();
  account.ok();
  account.checksFor(601_000, "down");
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "qr_expired"]);
});

Deno.test("a start continues with the instance of an init", () => {
  const account = new AccountScript();
  account.command({ kind: "init" });
  account.ok();
  account.ok();
  account.command({ kind: "start" });
  assert.equal(account.inFlight, "get_qr");
  assert.equal(account.count("init"), 1);
});

Deno.test("a second start joins the first; with a QR code on the screen it has nothing to do", () => {
  const account = new AccountScript();
  const first = account.command({ kind: "start" });
  const second = account.command({ kind: "start" });
  account.ok();
  account.ok();
  account.ok();
  assert.deepEqual(account.results.get(first), { ok: true });
  assert.deepEqual(account.results.get(second), { ok: true });
  const third = account.command({ kind: "start" });
  assert.deepEqual(account.results.get(third), { ok: true });
  assert.deepEqual([account.count("init"), account.count("get_qr")], [1, 1]);
  const online = onlineAccount();
  const fourth = online.command({ kind: "start" });
  assert.deepEqual(online.results.get(fourth), { ok: true });
  assert.equal(online.calls.length, 0);
});

Deno.test("a stop wins over a running login, and over commands that wait before it", () => {
  const account = automaticLogin();
  const check = account.command({ kind: "check_now" });
  const stop = account.command({ kind: "stop" });
  assert.equal(account.results.get(check)?.ok, false);
  account.ok();
  assert.equal(account.record.state, "stopped");
  assert.equal(account.inFlight, "close");
  assert.equal([...account.results.values()].filter(({ ok }) => !ok).length, 2);
  account.ok();
  assert.deepEqual(account.results.get(stop), { ok: true });
  assert.equal(account.record.uuid, null);
  assert.equal(account.record.dueAt, null);
  assert.deepEqual(account.events, [{ type: "account.offline", reason: "stopped" }]);
});

Deno.test("a stopped account stays stopped, whatever comes", () => {
  const account = onlineAccount();
  account.command({ kind: "stop" });
  account.fail("unavailable");
  const { uuid } = account.record;
  assert.notEqual(uuid, null);
  account.push({ kind: "success", ...MEMBER });
  account.push({ kind: "code_required" });
  account.step({ kind: "started" });
  account.step({ kind: "interrupted" });
  account.step({ kind: "due" });
  account.step({ kind: "reported", uuid: uuid!, trouble: "not_logged_in" });
  account.now += 86_400_000;
  account.step({ kind: "due" });
  assert.equal(account.record.state, "stopped");
  assert.equal(account.calls.length, 1);
});

Deno.test("log_out and close report what the upstream said, and stop in any case", () => {
  for (const kind of ["log_out", "close"] as const) {
    const account = onlineAccount();
    const id = account.command({ kind });
    assert.equal(account.inFlight, kind);
    account.fail("unavailable");
    const result = account.results.get(id);
    assert.ok(result?.ok === false && result.code === "upstream_unavailable");
    assert.equal(account.record.state, "stopped");
    const again = account.command({ kind });
    account.ok();
    assert.deepEqual(account.results.get(again), { ok: true });
    assert.equal(account.record.uuid, null);
  }
});

Deno.test("a person makes at most three instances in 15 minutes, and reads when the next is possible", () => {
  const account = new AccountScript();
  for (let count = 0; count < 3; count += 1) {
    account.command({ kind: "init" });
    account.ok();
    account.ok();
    account.now += 60_000;
  }
  for (const kind of ["init", "start"] as const) {
    if (kind === "start") {
      account.command({ kind: "close" });
      account.ok();
    }
    const id = account.command({ kind });
    const result = account.results.get(id);
    assert.ok(result?.ok === false && result.code === "limited", kind);
    assert.equal(result.retryAfterMs, 12 * 60_000);
  }
  account.now += 12 * 60_000;
  account.command({ kind: "start" });
  assert.equal(account.inFlight, "init");
});

Deno.test("an init that was not sent, because the breaker is open, does not count", () => {
  const account = new AccountScript();
  for (let count = 0; count < 5; count += 1) {
    const id = account.command({ kind: "start" });
    assert.equal(account.inFlight, "init");
    account.fail("not_sent");
    const result = account.results.get(id);
    assert.ok(result?.ok === false && result.code === "upstream_unavailable");
  }
  assert.deepEqual(account.record.inits, []);
});

Deno.test("a code that was not sent is no try, and can be entered again", () => {
  const account = qrShown();
  account.push({ kind: "code_required" });
  account.command({ kind: "check_code", code: "123456" });
  account.fail("not_sent");
  assert.deepEqual([account.record.state, account.record.codeTries], ["code_required", 0]);
});

Deno.test("check_now ends with the check that it wanted", () => {
  const account = onlineAccount();
  const good = account.command({ kind: "check_now" });
  account.probe("up");
  assert.deepEqual(account.results.get(good), { ok: true });
  const cut = account.command({ kind: "check_now" });
  account.probe("unknown");
  const result = account.results.get(cut);
  assert.ok(result?.ok === false && result.code === "upstream_unavailable");
});

Deno.test("check_now finds an account that is online again", () => {
  const account = onlineAccount();
  account.lose("kicked");
  assert.equal(account.record.state, "offline");
  account.command({ kind: "check_now" });
  account.probe("up");
  assert.equal(account.record.state, "online");
});

Deno.test("commands that the state does not allow are refused with a sentence and no call", () => {
  const refused = (account: AccountScript, command: AccountCommand) => {
    const calls = account.calls.length;
    const result = account.results.get(account.command(command));
    assert.ok(result?.ok === false && result.code === "wrong_state", command.kind);
    assert.match(result.message, /^[A-Z].+\.$/);
    assert.equal(account.calls.length, calls);
  };
  const code = { kind: "check_code", code: "123456" } as const;
  const steps = [
    { kind: "set_callback" },
    { kind: "get_qr" },
    code,
    { kind: "automatic_login" },
    { kind: "second_verify" },
    { kind: "check_now" },
  ] as const;
  for (const command of steps) refused(new AccountScript(), command);
  for (const kind of ["init", "get_qr", "automatic_login"] as const) {
    refused(onlineAccount(), { kind });
  }
  refused(onlineAccount(), code);
  refused(qrShown(), { kind: "second_verify" });
  const polling = qrShown();
  polling.hasCallbackAddress = false;
  refused(polling, { kind: "set_callback" });
});

Deno.test("commands in a call's wait are handled in order after its answer", () => {
  const account = onlineAccount();
  account.wake();
  const first = account.command({ kind: "set_callback" });
  const second = account.command({ kind: "check_now" });
  assert.equal(account.record.queued.length, 2);
  account.probe("up");
  assert.equal(account.inFlight, "set_callback");
  account.ok();
  assert.deepEqual(account.results.get(first), { ok: true });
  account.probe("up");
  assert.deepEqual(account.results.get(second), { ok: true });
  assert.deepEqual(account.record.queued, []);
});

Deno.test("a proxy is kept for later instances until a person removes it", () => {
  const proxy = {
    ip: "192.0.2.1",
    port: "8080",
    proxyType: "http",
    userName: "",
    password: "",
    isPermanent: true,
  };
  const account = new AccountScript();
  for (const [given, used] of [[proxy, proxy], [undefined, proxy], [null, null]] as const) {
    account.command({ kind: "init", ...(given === undefined ? {} : { proxy: given }) });
    assert.deepEqual(account.calls.at(-1), { kind: "init", vid: null, proxy: used });
    account.ok();
    account.ok();
  }
});
