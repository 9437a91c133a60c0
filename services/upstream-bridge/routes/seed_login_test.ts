import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import {
  type Caller,
  PUBLIC_URL,
  serveBridge,
  type ServedBridge,
} from "services/upstream-bridge/testing/serve_bridge.ts";
import {
  startUpstream,
  type TestUpstream,
  VID,
} from "services/upstream-bridge/testing/start_upstream.ts";

/** Both names of the upstream's status calls, in a fresh bridge with an address for callbacks. */
async function withDialects(
  work: (scene: { bridge: ServedBridge; upstream: TestUpstream }) => Promise<void>,
): Promise<void> {
  for (const dialect of ["v1", "v2"] as const) {
    const upstream = startUpstream({ dialect });
    const callbackUrl = `${upstream.url}/callback/wxwork`;
    const bridge = await serveBridge({
      upstreamUrl: upstream.url,
      env: { CALLBACK_URL: callbackUrl },
    });
    try {
      await work({ bridge, upstream });
    } finally {
      await bridge.stop();
      await upstream.stop();
    }
  }
}

// deno-lint-ignore no-explicit-any -- tests read answers field by field
async function post(bridge: ServedBridge, path: string, body: object = {}): Promise<any> {
  const answer = await bridge.ask("bridge.manage", path, { method: "POST", body });
  return { status: answer.status, ...await answer.json() };
}

const isOnline = (bridge: ServedBridge) =>
  eventually(async () => {
    const { active } = await (await bridge.ask("bridge.read", "/api/state")).json();
    assert.equal(active.isLogin, true);
  });

/** Signs an account in for the first time, with a code. */
async function signIn(bridge: ServedBridge, upstream: TestUpstream): Promise<string> {
  const { uuid } = await post(bridge, "/api/init");
  await post(bridge, "/api/get-qrcode");
  await upstream.control("scan", { uuid, vid: VID });
  const { code } = await upstream.control("confirm", { uuid });
  assert.equal((await post(bridge, "/api/check-code", { code })).ok, true);
  await isOnline(bridge);
  return uuid;
}

Deno.test("the seed's sequence signs an account in, in both dialects, with the seed's fields", () =>
  withDialects(async ({ bridge, upstream }) => {
    const init = await post(bridge, "/api/init", { vid: "", passward: "", deverType: "ipad" });
    assert.deepEqual([init.status, init.ok, init.isLogin, init.init.errcode], [
      200,
      true,
      false,
      0,
    ]);
    assert.match(init.uuid, /^[0-9a-f]{32}$/);
    const callback = await post(bridge, "/api/set-callback", { uuid: init.uuid });
    assert.deepEqual([callback.ok, callback.uuid], [true, init.uuid]);
    assert.match(callback.callbackUrl, /\/callback\/wxwork$/);
    const qr = await post(bridge, "/api/get-qrcode", { account: init.account });
    assert.match(qr.qrcodeData, /^data:image\/jpeg;base64,\/9j\//);
    assert.match(qr.qrcodeKey, /^[0-9A-F]{32}$/);
    assert.ok(Math.abs(Date.parse(qr.expiresAt) - Date.now() - 600_000) < 60_000);
    await upstream.control("scan", { uuid: init.uuid, vid: VID });
    const { code } = await upstream.control("confirm", { uuid: init.uuid });
    const right = { qrcodeKey: qr.qrcodeKey, code };
    assert.equal((await post(bridge, "/api/check-code", right)).ok, true);
    await isOnline(bridge);
    const refreshed = await post(bridge, "/api/refresh-run-client");
    assert.deepEqual([refreshed.ok, refreshed.isLogin], [true, true]);
    assert.equal(refreshed.getRunClientByUuid.loginType, 2);
    assert.equal(refreshed.getRunClient.othersCount, 2);
    assert.deepEqual(refreshed.getRunClient.ours.length, 1);
    const { active } = await (await bridge.ask("bridge.read", "/api/state")).json();
    assert.deepEqual([active.vid, active.state], [VID, "online"]);
    const events = await (await bridge.ask("bridge.read", "/api/events?limit=200")).text();
    for (const secret of [init.uuid, qr.qrcodeKey, code]) assert.ok(!events.includes(secret));
    for (const stage of ["init", "set_callback", "get_qrcode", "check_code"]) {
      assert.ok(events.includes(`"stage":"${stage}"`), stage);
    }
  }));

Deno.test("a wrong code is 400 with what the upstream said, and the account still takes the right one", () =>
  withDialects(async ({ bridge, upstream }) => {
    const { uuid } = await post(bridge, "/api/init");
    await post(bridge, "/api/get-qrcode");
    await upstream.control("scan", { uuid, vid: VID });
    const { code } = await upstream.control("confirm", { uuid });
    const wrong = code === "000000" ? "000001" : "000000";
    const refused = await post(bridge, "/api/check-code", { code: wrong });
    assert.deepEqual([refused.status, refused.error.code], [400, "bridge_code_refused"]);
    assert.equal(typeof refused.error.upstream.errcode, "string");
    for (const bad of ["12345", "1234567", "12345a", "", " 12345", 123456]) {
      const answer = await post(bridge, "/api/check-code", { code: bad });
      assert.equal(answer.status, 400, String(bad));
      assert.match(answer.error.message, /code/);
    }
    assert.equal((await post(bridge, "/api/check-code", { code })).ok, true);
    await isOnline(bridge);
    assert.ok(bridge.log.every((line) => !JSON.stringify(line).includes(code)));
  }));

Deno.test("a known member signs in without a scan; when the upstream refuses, the answer has a QR code of the same instance", () =>
  withDialects(async ({ bridge, upstream }) => {
    const init = await post(bridge, "/api/init", { vid: VID });
    const login = await post(bridge, "/api/automatic-login", { uuid: init.uuid });
    assert.deepEqual([login.ok, login.fallback], [true, undefined]);
    await isOnline(bridge);
    await post(bridge, `/api/v1/accounts/${init.account}/stop`);
    await upstream.control("expireCache", { vid: VID });
    const second = await post(bridge, "/api/init");
    assert.equal(second.account, init.account, "the only account is meant");
    assert.notEqual(second.uuid, init.uuid);
    const refused = await post(bridge, "/api/automatic-login");
    assert.deepEqual([refused.ok, refused.isLogin, refused.fallback], [true, false, "qrcode"]);
    assert.match(refused.qrcodeData, /^data:image/);
    assert.equal(refused.uuid, second.uuid);
  }));

Deno.test("set-callback takes no address but ours", () =>
  withDialects(async ({ bridge, upstream }) => {
    await post(bridge, "/api/init");
    const ours = `${upstream.url}/callback/wxwork`;
    for (
      const url of [
        "https://evil.example/callback/wxwork",
        `${ours}/token`,
        `${ours}?x=1`,
        "javascript:alert(1)",
        PUBLIC_URL,
      ]
    ) {
      for (const name of ["url", "callbackUrl"]) {
        const { status, error } = await post(bridge, "/api/set-callback", { [name]: url });
        assert.deepEqual([status, error.code], [400, "bridge_callback_foreign"], url);
      }
    }
    assert.equal((await post(bridge, "/api/set-callback", { url: ours })).ok, true);
    const [body = ""] = upstream.requests("SetCallbackUrl").slice(-1);
    assert.match(JSON.parse(body).url, /\/callback\/wxwork\/[0-9a-f-]{36}\.1\.[\w-]{43}$/);
  }));

Deno.test("a step in the wrong state is 409 with a sentence; without an account 404; with several 409 until one is named", () =>
  withDialects(async ({ bridge }) => {
    assert.equal((await post(bridge, "/api/get-qrcode")).status, 404);
    const { account } = await post(bridge, "/api/init");
    const early = await post(bridge, "/api/check-code", { code: "123456" });
    assert.deepEqual([early.status, early.error.code], [409, "bridge_wrong_state"]);
    assert.ok(early.error.message.length > 40, early.error.message);
    await bridge.accounts.create({ name: "二号" });
    assert.equal((await post(bridge, "/api/get-qrcode")).error.code, "bridge_account_ambiguous");
    assert.equal((await post(bridge, "/api/init")).error.code, "bridge_account_ambiguous");
    assert.equal((await post(bridge, "/api/get-qrcode", { account })).ok, true);
    assert.equal((await post(bridge, "/api/init", { account: crypto.randomUUID() })).status, 404);
    const large = 16880000000000017;
    for (
      const [field, value] of [
        ["vid", "x"],
        ["vid", -1],
        ["vid", large],
        ["vid", "01688000000000017"],
        ["deverType", "android"],
        ["proxySituation", 2],
      ] as const
    ) {
      const { status, error } = await post(bridge, "/api/init", { [field]: value });
      assert.equal(status, 400, `${field} ${value}`);
      assert.match(error.message, new RegExp(`${field}: must be `));
    }
  }));

Deno.test("an upstream that answers nonsense or nothing gives 502, 503 or 504, and the account stays as it was", () =>
  withDialects(async ({ bridge, upstream }) => {
    const { uuid } = await post(bridge, "/api/init");
    const faults: [object, readonly number[]][] = [
      [{ errcode: -5, errmsg: "不行" }, [502]],
      [{ httpStatus: 502 }, [502, 503, 504]],
      [{ malformed: true }, [502, 503, 504]],
    ];
    for (const [fault, statuses] of faults) {
      await upstream.control("faults", { call: "getQrCode", ...fault });
      const answer = await post(bridge, "/api/get-qrcode");
      assert.ok(statuses.includes(answer.status), `${JSON.stringify(fault)} ${answer.status}`);
      assert.equal(answer.ok, false);
    }
    const { active } = await (await bridge.ask("machine", "/api/state")).json();
    assert.equal(active.uuid, uuid);
  }));

Deno.test("the steps are for operators and the scope bridge.manage only", () =>
  withDialects(async ({ bridge }) => {
    const steps = ["init", "set-callback", "get-qrcode", "check-code", "automatic-login"];
    for (const step of [...steps, "refresh-run-client"]) {
      for (const caller of ["nobody", "staff", "bridge.read", "bridge.send"] as Caller[]) {
        const answer = await bridge.ask(caller, `/api/${step}`, { method: "POST", body: {} });
        assert.equal(answer.status, caller === "nobody" ? 401 : 403, `${step} ${caller}`);
        assert.equal((await answer.json()).ok, false);
      }
    }
  }));

Deno.test("start, code, stop, logout and second verification through /api/v1/accounts", () =>
  withDialects(async ({ bridge, upstream }) => {
    await signIn(bridge, upstream);
    const { accounts: [{ id }] } = await (await bridge.ask("bridge.read", "/api/state")).json();
    const command = (name: string, body: object = {}) =>
      post(bridge, `/api/v1/accounts/${id}/${name}`, body);
    assert.equal((await command("check")).account.state, "online");
    assert.equal((await command("register-callback")).ok, true);
    const verify = await command("second-verify");
    assert.equal(verify.ok, true);
    const qr = await (await bridge.ask("operator", `/api/v1/accounts/${id}/qr?format=json`)).json();
    assert.equal(qr.purpose, "second_verify");
    assert.equal((await command("clear-restriction")).ok, true);
    assert.equal((await command("stop")).account.state, "stopped");
    const started = await command("start");
    assert.equal(started.ok, true);
    await isOnline(bridge);
    const out = await command("logout");
    assert.deepEqual([out.account.state, out.account.uuid], ["stopped", null]);
    assert.equal((await command("code", { code: "123456" })).status, 409);
  }));
