import assert from "node:assert/strict";
import type { ProbeStatus } from "services/upstream-bridge/domain/account.ts";
import {
  MEMBER,
  onlineAccount,
} from "services/upstream-bridge/domain/account/testing/account_script.ts";

/** Online, and then checked with these results. */
function checked(...statuses: readonly ProbeStatus[]) {
  const account = onlineAccount();
  for (const status of statuses) {
    account.wake();
    account.probe(status);
  }
  return account;
}

Deno.test("an online account is checked at the monitor's interval, with a tenth of jitter", () => {
  const account = onlineAccount();
  for (const random of [0, 0.999]) {
    account.random = random;
    account.wake();
    account.probe("up");
    const waitMs = account.record.checkAt! - account.now;
    assert.ok(Math.abs(waitMs - (random === 0 ? 40_500 : 49_500)) < 100, String(waitMs));
  }
});

Deno.test("a monitor that is off checks nothing, but keeps the callback address registered", () => {
  const account = onlineAccount();
  account.monitorIntervalMs = 0;
  account.wake();
  account.probe("up");
  assert.equal(account.record.checkAt, null);
  account.wake(600_000);
  assert.equal(account.inFlight, "set_callback");
  account.ok();
  assert.equal(account.count("probe"), 1);
});

Deno.test("one bad check makes an account suspect, and a good one brings it back", () => {
  for (const status of ["down", "unknown"] as const) {
    const account = checked(status);
    assert.equal(account.record.state, "suspect");
    account.wake();
    account.probe("up");
    assert.equal(account.record.state, "online");
    assert.deepEqual(account.eventTypes, []);
  }
});

Deno.test("as many bad checks as the threshold lead to tries; unknown ones between them do not count", () => {
  assert.equal(checked("down", "down").record.state, "reconnecting");
  assert.equal(checked("down", "unknown", "unknown", "unknown").record.state, "suspect");
  assert.equal(checked("down", "unknown", "down").record.state, "reconnecting");
  assert.equal(checked("down", "up", "down").record.state, "suspect");
});

Deno.test("a check that settles changes nothing; from the third in a row it counts as down", () => {
  assert.equal(checked("settling", "settling").record.state, "online");
  assert.equal(checked("settling", "settling", "settling").record.state, "suspect");
  assert.equal(
    checked("settling", "settling", "settling", "settling").record.state,
    "reconnecting",
  );
  assert.equal(checked("settling", "settling", "up", "settling").record.state, "online");
});

Deno.test("an unclear refusal changes nothing; from the fourth in a row it counts as down", () => {
  assert.equal(checked("unclear", "unclear", "unclear").record.state, "online");
  assert.equal(checked("unclear", "unclear", "unclear", "unclear").record.state, "suspect");
});

Deno.test("a network outage of any length makes no instance, and the account comes back by checks", () => {
  for (const minutes of [2, 10, 120]) {
    const account = checked("unknown");
    account.checksFor(minutes * 60_000, "unknown");
    assert.equal(account.record.state, "suspect");
    account.wake(140_000);
    account.probe("up");
    assert.equal(account.record.state, "online");
    assert.equal(account.count("init"), 0);
    assert.deepEqual(account.eventTypes, []);
  }
});

Deno.test("five minutes without a clear answer are one line in the log, and checks become slower", () => {
  const account = checked("unknown");
  account.checksFor(30 * 60_000, "unknown");
  const lines = account.log.filter(({ eventType }) => eventType === "upstream_unreachable");
  assert.equal(lines.length, 1);
  assert.ok(account.count("probe") < 25, String(account.count("probe")));
  account.wake();
  account.probe("up");
  assert.ok(account.log.some(({ eventType }) => eventType === "upstream_reachable"));
});

Deno.test("the callback address is registered again every ten minutes", () => {
  const account = onlineAccount();
  account.checksFor(31 * 60_000, "up");
  assert.equal(account.count("set_callback"), 3);
});

Deno.test("a callback address that the upstream has lost is registered at once", () => {
  const account = onlineAccount();
  account.wake();
  account.step({
    kind: "answered",
    answer: { ok: true, call: "probe", status: "up", ...MEMBER, isCallbackLost: true },
  });
  assert.equal(account.inFlight, "set_callback");
  account.ok();
  assert.ok(account.log.some(({ eventType }) => eventType === "callback:lost"));
});

Deno.test("a demand for a second verification in a check waits for a person", () => {
  for (const before of [[], ["down"]] as const) {
    const account = checked(...before, "verify");
    assert.equal(account.record.state, "second_verify");
    assert.deepEqual(account.eventTypes, ["account.needs_scan"]);
  }
});

Deno.test("checks are logged when their result changes, not each time", () => {
  const account = onlineAccount();
  account.checksFor(3_600_000, "up");
  assert.deepEqual(account.log.filter(({ stage }) => stage === "monitor_check"), []);
});

Deno.test("a change of the company is taken over after a check, and logged", () => {
  const account = onlineAccount();
  account.push({
    kind: "corp_switched",
    vid: "1688000000000099",
    corpId: "1970320000000009",
    profile: null,
  });
  assert.equal(account.record.vid, MEMBER.vid);
  account.wake(1_000);
  account.probe("up", { vid: "1688000000000099", corpId: "1970320000000009" });
  assert.equal(account.record.state, "online");
  assert.equal(account.record.vid, "1688000000000099");
  assert.equal(account.record.corpId, "1970320000000009");
  assert.ok(
    account.log.some(({ eventType, isKept }) => eventType === "identity:changed" && isKept),
  );
});

Deno.test("an account whose identity is another account's goes offline and ends its instance", () => {
  const account = onlineAccount();
  account.wake();
  account.step({ kind: "identity_taken" });
  assert.deepEqual([account.record.state, account.record.reason], ["offline", "identity_conflict"]);
  assert.equal(account.inFlight, "close");
  account.ok();
  assert.equal(account.record.uuid, null);
  assert.deepEqual(account.eventTypes, ["account.offline"]);
});
