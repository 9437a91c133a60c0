import assert from "node:assert/strict";
import { serveBridge, type ServedBridge } from "services/upstream-bridge/testing/serve_bridge.ts";
import { addOnlineAccount } from "services/upstream-bridge/testing/start_upstream.ts";

const UUID = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const KEY = "0123456789ABCDEF0123456789ABCDEF";
const JPEG = "data:image/jpeg;base64,/9j/4AAQSkZJRg==";

let bridge: ServedBridge;
Deno.test.beforeEach(async () => void (bridge = await serveBridge()));
Deno.test.afterEach(() => bridge.stop());

const json = async (answer: Promise<Response>) => await (await answer).json();
const qrPending = (image: string, expiresAt = Date.now() + 60_000) => ({
  state: "qr_pending" as const,
  qr: { purpose: "login" as const, image, key: KEY, expiresAt },
});

Deno.test("accounts are added, read, renamed, listed and removed", async () => {
  const made = await bridge.ask("bridge.manage", "/api/v1/accounts", {
    method: "POST",
    body: { name: " 客服一号 " },
  });
  const { account } = await made.json();
  assert.deepEqual([made.status, account.name, account.state], [201, "客服一号", "new"]);
  const path = `/api/v1/accounts/${account.id}`;
  const renamed = await json(
    bridge.ask("operator", path, { method: "PATCH", body: { name: "二号" } }),
  );
  assert.equal(renamed.account.name, "二号");
  assert.deepEqual((await json(bridge.ask("bridge.read", path))).account, renamed.account);
  const { items } = await json(bridge.ask("bridge.read", "/api/v1/accounts"));
  assert.deepEqual(items, [renamed.account]);
  const removed = await bridge.ask("operator", path, { method: "DELETE" });
  assert.deepEqual([removed.status, await removed.json()], [200, { ok: true }]);
  assert.equal((await bridge.ask("operator", path)).status, 404);
  const known = await json(
    bridge.ask("operator", "/api/v1/accounts", {
      method: "POST",
      body: { name: "三号", vid: "42" },
    }),
  );
  assert.equal(known.account.vid, "42");
  for (const name of ["", " ", "x".repeat(65), 5]) {
    const refused = await bridge.ask("operator", "/api/v1/accounts", {
      method: "POST",
      body: { name },
    });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error.message, /name/);
  }
});

Deno.test("an answer for readers has no QR code, key, code or whole uuid, and managers get what the sign-in needs", async () => {
  const { id } = await addOnlineAccount(bridge, { uuid: UUID, record: qrPending(JPEG) });
  for (
    const path of [
      `/api/v1/accounts/${id}`,
      "/api/v1/accounts",
      "/api/state",
      `/api/state?uuid=${UUID}`,
    ]
  ) {
    const text = await (await bridge.ask("bridge.read", path)).text();
    for (const secret of [UUID, KEY, "/9j/"]) {
      assert.ok(!text.includes(secret), `${path} ${secret}`);
    }
    assert.ok(text.includes("9c1f0e…"), path);
  }
  for (const caller of ["machine", "operator"] as const) {
    const { active } = await json(bridge.ask(caller, "/api/state"));
    assert.deepEqual([active.uuid, active.qrcodeKey, active.qrcode], [UUID, KEY, JPEG]);
  }
  for (const caller of ["bridge.read", "bridge.send", "staff", "nobody"] as const) {
    const { status } = await bridge.ask(caller, `/api/v1/accounts/${id}/qr`);
    assert.equal(status, caller === "nobody" ? 401 : 403);
  }
});

Deno.test("the QR code is a picture that is not stored, or JSON; without a valid one 409", async () => {
  const { id } = await addOnlineAccount(bridge, { uuid: UUID, record: qrPending(JPEG) });
  const path = `/api/v1/accounts/${id}/qr`;
  const picture = await bridge.ask("bridge.manage", path);
  assert.deepEqual([...new Uint8Array(await picture.arrayBuffer())].slice(0, 3), [255, 216, 255]);
  assert.equal(picture.headers.get("content-type"), "image/jpeg");
  assert.equal(picture.headers.get("cache-control"), "no-store");
  assert.equal(picture.headers.get("x-content-type-options"), "nosniff");
  const described = await json(bridge.ask("bridge.manage", `${path}?format=json`));
  assert.deepEqual([described.qrcodeData, described.qrcodeUrl, described.purpose], [
    JPEG,
    null,
    "login",
  ]);
  const store = async (record: object) =>
    await bridge.sql`
      update upstream_bridge.accounts set record = record || ${bridge.sql.json(record as never)}
      where account_id = ${id}`;
  const html = `data:image/png;base64,${btoa("<script>alert(1)</script>")}`;
  for (const image of [html, "http://upstream.example/qr.png"]) {
    await store(qrPending(image));
    assert.equal((await bridge.ask("bridge.manage", path)).status, 409, image);
  }
  await store(qrPending(JPEG, Date.now() - 1));
  const expired = await bridge.ask("bridge.manage", path);
  assert.deepEqual([expired.status, (await expired.json()).error.code], [
    409,
    "bridge_wrong_state",
  ]);
});

Deno.test("/api/state: with several accounts none is active until one is named; the monitor and the list are there", async () => {
  const empty = await json(bridge.ask("bridge.read", "/api/state"));
  assert.deepEqual([empty.ok, empty.active, empty.accounts], [true, null, []]);
  assert.equal(empty.monitor.intervalMs, 45_000);
  const one = await addOnlineAccount(bridge, { uuid: UUID });
  const only = await json(bridge.ask("bridge.read", "/api/state"));
  assert.deepEqual([only.active.account, only.active.isLogin], [one.id, true]);
  await bridge.accounts.create({ name: "二号" });
  const both = await json(bridge.ask("bridge.read", "/api/state"));
  assert.deepEqual([both.active, both.accounts.length], [null, 2]);
  const named = await json(bridge.ask("bridge.read", `/api/state?account=${one.id}`));
  assert.equal(named.active.account, one.id);
  assert.equal((await bridge.ask("bridge.read", "/api/state?uuid=unknown")).status, 404);
});

Deno.test("settings are read and changed one by one by operators and managers, and wrong ones are refused", async () => {
  const path = "/api/v1/accounts/settings";
  const { settings } = await json(bridge.ask("operator", path));
  assert.deepEqual([settings.sendingEnabled, settings.sendsPerMinute], [true, 20]);
  const changed = await json(
    bridge.ask("bridge.manage", path, { method: "PUT", body: { dryRun: true } }),
  );
  assert.deepEqual(changed.settings, { ...settings, dryRun: true });
  const again = await json(
    bridge.ask("operator", path, { method: "PUT", body: { sendsPerMinute: 5 } }),
  );
  assert.deepEqual(again.settings, { ...settings, dryRun: true, sendsPerMinute: 5 });
  for (
    const body of [
      { sendsPerMinute: 0 },
      { sendsPerDay: -1 },
      { dryRun: "yes" },
      { reconnectOn: ["always"] },
      { unknown: 1 },
    ]
  ) {
    const refused = await bridge.ask("operator", path, { method: "PUT", body });
    assert.equal(refused.status, 400, JSON.stringify(body));
    assert.match((await refused.json()).error.message, new RegExp(Object.keys(body)[0]!));
  }
  for (const caller of ["bridge.read", "bridge.send", "staff"] as const) {
    assert.equal((await bridge.ask(caller, path)).status, 403);
  }
});

Deno.test("without an upstream, what needs it answers 503 and changes nothing", async () => {
  const { id } = await bridge.accounts.create({ name: "客服一号" });
  const posts = ["/api/init", "/api/get-qrcode", "/api/refresh-run-client", "/api/automatic-login"];
  for (const path of [...posts, `/api/v1/accounts/${id}/start`, `/api/v1/accounts/${id}/stop`]) {
    const answer = await bridge.ask("operator", path, { method: "POST" });
    assert.equal(answer.status, 503, path);
    assert.equal((await answer.json()).error.code, "bridge_upstream_missing");
  }
  assert.equal((await bridge.accounts.list()).length, 1);
});
