import assert from "node:assert/strict";
import { type AccountRecord } from "services/upstream-bridge/domain/account.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import { actionsOf } from "services/upstream-bridge/pages/account/actions_of.ts";
import { viewAccount } from "services/upstream-bridge/pages/view_account.ts";

const NOW = Date.UTC(2026, 0, 1);

function view(given: Partial<AccountRecord>, mutedUntil: Date | null = null) {
  return viewAccount({
    id: "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    name: "前台小王",
    record: { ...newAccountRecord(NOW), ...given },
    mutedUntil,
    lastServerId: null,
    createdAt: new Date(NOW),
    updatedAt: new Date(NOW),
  }, { now: NOW, lastLostAt: new Date(NOW - 60_000) });
}

Deno.test("the console gets no key, no proxy and only the beginning of the uuid", () => {
  const shown = JSON.stringify(view({
    uuid: "3f9a1c7e5d2b4a6f8091a2b3c4d5e6f7",
    qr: { purpose: "login", image: "data:image/png;base64,AA", key: "KEY0123", expiresAt: NOW },
    proxy: {
      ip: "203.0.113.9",
      port: "1080",
      proxyType: "socks5",
      userName: "proxyuser",
      password: "proxypass",
      isPermanent: false,
    },
  }));
  assert.match(shown, /"3f9a1c"/);
  assert.doesNotMatch(shown, /3f9a1c7|KEY0123|203\.0\.113\.9|proxyuser|proxypass/);
});

Deno.test("an account that is online was seen at its last check, a lost one when it was lost", () => {
  const checkedAt = NOW - 5_000;
  assert.equal(
    view({ state: "online", lastCheckedAt: checkedAt }).lastSeenAt?.getTime(),
    checkedAt,
  );
  assert.equal(view({ state: "offline", lossSince: NOW - 9 }).lastSeenAt?.getTime(), NOW - 9);
  assert.equal(view({ state: "stopped" }).lastSeenAt?.getTime(), NOW - 60_000);
});

Deno.test("a mute that has ended is not shown, and wrong codes count down to none", () => {
  assert.equal(view({}, new Date(NOW - 1)).mutedUntil, null);
  assert.equal(view({}, new Date(NOW + 1)).mutedUntil?.getTime(), NOW + 1);
  assert.deepEqual([0, 3, 5, 7].map((codeTries) => view({ codeTries }).codeTriesLeft), [
    5,
    2,
    0,
    0,
  ]);
});

Deno.test("an account that is not in use can be signed in, every other one can be stopped", () => {
  for (const state of ["new", "stopped"] as const) {
    assert.deepEqual(actionsOf(view({ state })), {
      main: { action: "start", label: "signIn" },
      others: [],
      canSignOut: false,
    });
  }
  const others = ["initializing", "qr_pending", "code_required", "online", "reconnecting"] as const;
  for (const state of others) {
    const { others } = actionsOf(view({ state }));
    assert.ok(others.some(({ action }) => action === "stop"), state);
  }
});

Deno.test("only an account that is signed in can be signed out, and only one with a known member signs in by itself", () => {
  assert.ok(actionsOf(view({ state: "online" })).canSignOut);
  assert.ok(!actionsOf(view({ state: "qr_pending" })).canSignOut);
  const labels = (vid: string | null) =>
    actionsOf(view({ state: "initialized", vid })).others.map(({ label }) => label);
  assert.deepEqual(labels(null), ["stop"]);
  assert.deepEqual(labels("1688000000000017"), ["automatic", "stop"]);
});
