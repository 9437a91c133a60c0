import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import {
  type FakeAnswer,
  startFakeUpstream,
} from "services/upstream-bridge/upstream/testing/fake_upstream.ts";

const uuid = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const KEY = "0123456789ABCDEF0123456789ABCDEF";
const JPEG = "/9j/4AAQSkZJRgABAQ==";

function start(answers: Record<string, FakeAnswer>) {
  const upstream = startFakeUpstream(answers);
  const client = createUpstreamClient({
    fetch,
    baseUrl: upstream.baseUrl,
    clock: createFakeClock(),
    log: createLogger({ level: "error" }),
  });
  return { upstream, client, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

Deno.test("init sends the vendor's fields, and is_login false as a text is no login", async () => {
  await using test = start({
    init: `{"data":{"uuid":"${uuid}","is_login":"false"},"errcode":0,"errmsg":"ok"}`,
  });
  assert.deepEqual(valueOf(await test.client.init({ vid: null, proxy: null })), { uuid });
  assert.deepEqual(test.upstream.requests, [{
    path: "/base/wxwork/init",
    contentType: "application/json",
    body: `{"vid":"","ip":"","port":"","proxyType":"","userName":"","passward":"",` +
      `"proxySituation":0,"deverType":"ipad"}`,
  }]);
});

Deno.test("init with a known member and a proxy", async () => {
  await using test = start({ init: `{"uuid":"${uuid}","errcode":"0"}` });
  const proxy = {
    ip: "10.0.0.1",
    port: "1080",
    proxyType: "http",
    userName: "proxy",
    password: "proxy-password",
    isPermanent: true,
  };
  const outcome = await test.client.init({ vid: "1688000000000017", proxy });
  assert.deepEqual(valueOf(outcome), { uuid });
  assert.deepEqual(JSON.parse(test.upstream.requests[0]!.body), {
    vid: "1688000000000017",
    ip: "10.0.0.1",
    port: "1080",
    proxyType: "http",
    userName: "proxy",
    passward: "proxy-password",
    proxySituation: 1,
    deverType: "ipad",
  });
});

Deno.test("init without a usable uuid is unclear, with the whole answer for the operator", async () => {
  const answers = [
    `{"data":{"is_login":"false"},"errcode":0,"errmsg":"ok"}`,
    `{"data":null,"errcode":0}`,
    `{"data":{"uuid":"${"x".repeat(65)}"},"errcode":0}`,
    `{"data":{"uuid":"a b"},"errcode":0}`,
    `{}`,
  ];
  for (const answer of answers) {
    await using test = start({ init: answer });
    const outcome = await test.client.init({ vid: null, proxy: null });
    assert.ok(!outcome.ok);
    assert.equal(outcome.kind, "unclear");
    assert.deepEqual(outcome.raw, JSON.parse(answer));
    assert.equal(test.upstream.requests.length, 1);
  }
});

Deno.test("calls that deliver nothing send their fields, and any success message is a success", async () => {
  await using test = start({
    SetCallbackUrl: `{"data":null,"errcode":0,"errmsg":"设置成功"}`,
    CheckCode: `{"data":null,"errcode":0,"errorcode":0,"errmsg":"ok"}`,
    automaticLogin: `{"data":null,"errcode":0,"errmsg":"登陆成功"}`,
    LoginOut: `{"data":{"code":0,"errMsg":"error","obj":null},"errcode":0,"errmsg":"退出成功"}`,
    CloseConnent: `{"data":null,"errcode":0,"errmsg":"关闭成功"}`,
  });
  const { client, upstream } = test;
  const url = "https://bridge.example/callback/wxwork/TOKEN";
  valueOf(await client.setCallbackUrl({ uuid, url }));
  valueOf(await client.checkCode({ uuid, qrcodeKey: KEY, code: "012345" }));
  valueOf(await client.automaticLogin({ uuid }));
  valueOf(await client.loginOut({ uuid }));
  valueOf(await client.closeConnection({ uuid }));
  assert.deepEqual(upstream.requests.map(({ path, body }) => [path.slice(13), body]), [
    ["SetCallbackUrl", `{"uuid":"${uuid}","url":"${url}"}`],
    ["CheckCode", `{"uuid":"${uuid}","qrcodeKey":"${KEY}","code":"012345"}`],
    ["automaticLogin", `{"uuid":"${uuid}"}`],
    ["LoginOut", `{"uuid":"${uuid}"}`],
    ["CloseConnent", `{"uuid":"${uuid}"}`],
  ]);
});

Deno.test("a login QR code, and the one of a second verification, which has only an address", async () => {
  const url =
    "http://sim.example:9952/5b0c7a1e-0000-4000-8000-00000000abcd.png?time=17000000000000";
  const address = `"qrcode":"${url}","Ttl":600,"Key":"${KEY}"`;
  await using test = start({
    getQrCode: `{"data":{${address},"qrcode_data":"${JPEG}"},"errcode":0,"errmsg":"成功"}`,
    SecondaryValidation: `{"data":{${address}},"errcode":0,"errmsg":"ok"}`,
  });
  const code = { url, key: KEY, ttlMs: 600_000 };
  assert.deepEqual(valueOf(await test.client.getQrCode({ uuid })), {
    dataUri: `data:image/jpeg;base64,${JPEG}`,
    ...code,
  });
  assert.deepEqual(valueOf(await test.client.secondaryValidation({ uuid })), code);
  assert.equal(test.upstream.requests.length, 2);
});

Deno.test("CheckCode that has nothing to verify is neither success nor failure, whatever its code", async () => {
  for (const errcode of [0, -1, 500, "x"]) {
    await using test = start({
      CheckCode: JSON.stringify({ data: null, errcode, errmsg: "qrode_not need verify" }),
    });
    const outcome = await test.client.checkCode({ uuid, qrcodeKey: KEY, code: "012345" });
    assert.ok(!outcome.ok);
    assert.equal(outcome.kind, "code_not_needed");
  }
});

Deno.test("a text is sent with bare integers of all digits", async () => {
  const sent =
    `{"data":{"receiver":7881300000000042,"sender":1688000000000017,"sendtime":1760000200,` +
    `"msg_id":1000001,"server_id":7000001,"msgtype":2},"errcode":0,"errmsg":"ok"}`;
  await using test = start({ SendTextMsg: sent });
  const { client, upstream } = test;
  const accepted = await client.sendText({
    uuid,
    target: "10800000000000077",
    isRoom: true,
    content: "你好\n😀",
    kfId: "25600000000000013",
  });
  assert.deepEqual(valueOf(accepted), {
    msgId: "1000001",
    serverId: "7000001",
    sentAt: 1760000200000,
  });
  await client.sendText({ uuid, target: "7881300000000042", isRoom: false, content: "a" });
  assert.deepEqual(upstream.requests.map(({ body }) => body), [
    `{"uuid":"${uuid}","kf_id":25600000000000013,"send_userid":10800000000000077,"isRoom":true,` +
    `"content":"你好\\n😀"}`,
    `{"uuid":"${uuid}","kf_id":0,"send_userid":7881300000000042,"isRoom":false,"content":"a"}`,
  ]);
});

Deno.test("a text that an account that is not logged in sends was not sent", async () => {
  await using test = start({
    SendTextMsg: `{"data":null,"errcode":500,"errmsg":"实例未登录"}`,
  });
  const outcome = await test.client.sendText({ uuid, target: "1", isRoom: false, content: "a" });
  assert.deepEqual(outcome, {
    ok: false,
    kind: "not_logged_in",
    errcode: 500,
    message: "实例未登录",
    mayHaveArrived: false,
    raw: { data: null, errcode: 500, errmsg: "实例未登录" },
  });
});

Deno.test("an id that is not one never becomes part of a request", async () => {
  await using test = start({});
  const text = { uuid, isRoom: false, content: "a" };
  await assert.rejects(
    () => test.client.sendText({ ...text, target: `1,"isRoom":true` }),
    TypeError,
  );
  await assert.rejects(
    () => test.client.sendText({ ...text, target: "1", kfId: "1e5" }),
    TypeError,
  );
  await assert.rejects(
    () => test.client.externalContacts({ uuid, limit: 1, cursor: "x" }),
    TypeError,
  );
  assert.equal(test.upstream.requests.length, 0);
});

Deno.test("external contacts are asked for by an integer seq and nothing else", async () => {
  await using test = start({
    GetExternalContacts:
      `{"data":{"list":[{"user_id":7881300000000042}],"seq":80000000000000001},` +
      `"errcode":0}`,
  });
  const first = valueOf(await test.client.externalContacts({ uuid, limit: 100 }));
  assert.equal(first.nextCursor, "80000000000000001");
  await test.client.externalContacts({ uuid, limit: 100, cursor: first.nextCursor });
  assert.deepEqual(test.upstream.requests.map(({ body }) => body), [
    `{"uuid":"${uuid}","limit":100,"seq":0}`,
    `{"uuid":"${uuid}","limit":100,"seq":80000000000000001}`,
  ]);
});

Deno.test("the directory is asked for by strSeq, and its cursor comes back as seq", async () => {
  const seq = "7200000000000000001_7100000000000000002_2_0";
  await using test = start({
    GetInnerContacts: `{"data":{"list":[{"user_id":1688000000000018}],"seq":"${seq}"},"errcode":0}`,
  });
  const first = valueOf(await test.client.innerContacts({ uuid, limit: 100 }));
  assert.equal(first.nextCursor, seq);
  const second = await test.client.innerContacts({ uuid, limit: 100, cursor: seq });
  assert.equal(valueOf(second).nextCursor, undefined);
  assert.deepEqual(test.upstream.requests.map(({ body }) => body), [
    `{"uuid":"${uuid}","limit":100,"strSeq":""}`,
    `{"uuid":"${uuid}","limit":100,"strSeq":"${seq}"}`,
  ]);
});

Deno.test("the catch-up names where it goes on", async () => {
  await using test = start({
    SyncAllData: `{"data":{"is_select":1,"seq":70000000000000009},"errcode":0,"errmsg":"ok"}`,
  });
  const step = await test.client.syncAllData({ uuid, seq: "70000000000000001", limit: 1000 });
  assert.deepEqual(valueOf(step), { hasMore: true, nextSeq: "70000000000000009" });
  assert.equal(
    test.upstream.requests[0]!.body,
    `{"uuid":"${uuid}","limit":1000,"seq":70000000000000001}`,
  );
});

Deno.test("of all instances only ours are returned, without the raw answer", async () => {
  const entry = (id: string, name: string) =>
    `{"${id}":{"isLogin":true,"clientId":"${name}","uuid":"${name}","userid":${id},` +
    `"object":{"user_id":${id},"corp_id":1,"mobile":"13800138000"}}}`;
  const list = [entry("1688000000000017", uuid), entry("1688000000000099", "foreign")];
  await using test = start({ GetRunClient: `{"data":[${list}],"errcode":0,"errmsg":"获取成功"}` });
  const outcome = await test.client.listRunning({ ours: new Set([uuid]) });
  const { ours, othersCount } = valueOf(outcome);
  assert.equal(othersCount, 1);
  assert.deepEqual(ours.map((one) => [one.uuid, one.vid, one.isLoggedIn]), [
    [uuid, "1688000000000017", true],
  ]);
  assert.ok(!/foreign|1688000000000099|13800138000/.test(JSON.stringify(outcome)));
});

Deno.test("the raw answer keeps large ids and has no telephone number", async () => {
  await using test = start({
    GetRunClientByUuid: `{"data":{"loginType":2,"user_info":{"isLogin":true,` +
      `"object":{"user_id":16880000000000017,"mobile":"13800138000"}}},"errcode":0}`,
  });
  const outcome = await test.client.status({ uuid });
  assert.equal(valueOf(outcome).profile?.maskedMobile, "138******00");
  assert.deepEqual(outcome.raw, {
    data: {
      loginType: 2,
      user_info: {
        isLogin: true,
        object: { user_id: "16880000000000017", mobile: "138******00" },
      },
    },
    errcode: 0,
  });
});
