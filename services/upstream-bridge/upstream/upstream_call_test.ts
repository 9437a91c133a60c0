import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { recordSpans } from "packages/testkit/span_recorder.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import {
  type FakeAnswer,
  startFakeUpstream,
} from "services/upstream-bridge/upstream/testing/fake_upstream.ts";
import { startRawServer } from "services/upstream-bridge/upstream/testing/raw_server.ts";

const uuid = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const TEXT = { uuid, target: "7881300000000042", isRoom: false, content: "在吗" };
const STATUS = `{"data":{"loginType":2},"errcode":0}`;
const HTML = "<html><body>502 Bad Gateway</body></html>";

function createClient(baseUrl: string, timeoutFactor = 1) {
  const lines: string[] = [];
  const clock = createFakeClock();
  const log = createLogger({ level: "debug", write: (line) => lines.push(line) });
  return {
    client: createUpstreamClient({ fetch, baseUrl, clock, log, timeoutFactor }),
    lines,
    clock,
  };
}

function start(answers: Record<string, FakeAnswer>) {
  const upstream = startFakeUpstream(answers);
  return {
    upstream,
    ...createClient(upstream.baseUrl),
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

function kindOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? "ok" : outcome.kind;
}

function mayHaveArrived<T>(outcome: Outcome<T>): boolean {
  assert.ok(!outcome.ok);
  return outcome.mayHaveArrived;
}

Deno.test("an answer that is not a JSON object with HTTP 200 says nothing: the send's outcome is unknown", async () => {
  const answers: readonly FakeAnswer[] = [
    "",
    "  \n",
    HTML,
    `{"data":{"msg_id":1`,
    "[]",
    `"ok"`,
    "null",
    "[".repeat(100_000),
    `{"a":${"[".repeat(500)}${"]".repeat(500)}}`,
    new Response(HTML, { status: 500 }),
    new Response(`{"errcode":0}`, { status: 502 }),
    new Response(null, { status: 204 }),
    new Response("x".repeat(4_194_305)),
  ];
  for (const answer of answers) {
    await using test = start({ SendTextMsg: answer });
    const outcome = await test.client.sendText(TEXT);
    assert.equal(kindOf(outcome), "unavailable");
    assert.equal(mayHaveArrived(outcome), true);
    assert.equal(test.upstream.requests.length, 1);
  }
});

Deno.test("a byte order mark does no harm", async () => {
  await using test = start({ automaticLogin: `\ufeff{"errcode":0}` });
  assert.equal(kindOf(await test.client.automaticLogin({ uuid })), "ok");
});

Deno.test("a connection that breaks off in the body, or before the answer, is unavailable", async () => {
  const cut = `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"errcode":0,"errmsg":"ok"}`;
  for (const answer of [cut, ""]) {
    using server = startRawServer(answer);
    const outcome = await createClient(server.baseUrl).client.sendText(TEXT);
    assert.equal(kindOf(outcome), "unavailable");
    assert.equal(mayHaveArrived(outcome), true);
    assert.equal(server.connections(), 1);
  }
});

Deno.test("without a connection nothing has arrived", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const outcome = await createClient(`http://127.0.0.1:${port}`).client.sendText(TEXT);
  assert.equal(kindOf(outcome), "unavailable");
  assert.equal(mayHaveArrived(outcome), false);
});

Deno.test("a redirect is not followed: the body would go to another server", async () => {
  await using elsewhere = startFakeUpstream({ automaticLogin: `{"errcode":0}` });
  for (const status of [301, 302, 307, 308]) {
    const location = `${elsewhere.baseUrl}wxwork/automaticLogin`;
    await using test = start({
      automaticLogin: new Response(null, { status, headers: { location } }),
    });
    assert.equal(kindOf(await test.client.automaticLogin({ uuid })), "unavailable");
  }
  assert.equal(elsewhere.requests.length, 0);
});

Deno.test("the code decides, under all its names, as a number and as a text", async () => {
  const kinds: Readonly<Record<string, string>> = {
    [`{"errcode":0,"errmsg":"失败 error offline"}`]: "ok",
    [`{"errcode":"0"}`]: "ok",
    [`{"error_code":0}`]: "ok",
    [`{"errorcode":0,"errmsg":"ok"}`]: "ok",
    [`{"err_code":"0"}`]: "ok",
    [`{"code":0}`]: "ok",
    [`{"errcode":null,"code":0}`]: "ok",
    [`{"errcode":1,"errmsg":"登陆成功"}`]: "rejected",
    [`{"errcode":"1"}`]: "rejected",
    [`{"errcode":1,"code":0}`]: "rejected",
    [`{"code":200}`]: "rejected",
    [`{"errcode":-24001048,"errmsg":"limit"}`]: "rejected",
    [`{"errcode":-11025,"errmsg":"出现二次验证，请重新获取二维码登录"}`]: "second_verify",
    [`{"errcode":"-11025"}`]: "second_verify",
    [`{"errcode":500,"errmsg":"x"}`]: "not_logged_in",
    [`{"errcode":-1,"errmsg":"实例未登录"}`]: "not_logged_in",
    [`{"errcode":"yes"}`]: "unclear",
    [`{"errcode":true}`]: "unclear",
    [`{"errmsg":"登陆成功"}`]: "unclear",
    [`{"data":{"errcode":0}}`]: "unclear",
    [`{}`]: "unclear",
  };
  for (const [answer, kind] of Object.entries(kinds)) {
    await using test = start({ automaticLogin: answer });
    assert.equal(kindOf(await test.client.automaticLogin({ uuid })), kind, answer);
  }
});

Deno.test("without a code only what the call must deliver proves success", async () => {
  const outcomeOf = async (answer: string) => {
    await using test = start({ SendTextMsg: answer });
    return kindOf(await test.client.sendText(TEXT));
  };
  assert.equal(await outcomeOf(`{"data":{"msg_id":1}}`), "ok");
  assert.equal(await outcomeOf(`{"msgId":1}`), "ok");
  assert.equal(await outcomeOf(`{"data":{"content":"在吗"},"errmsg":"ok"}`), "unclear");
  assert.equal(await outcomeOf(`{"data":null,"errcode":0}`), "ok");
});

Deno.test("the time limit holds until the last byte of the body, and a read is not repeated then", async () => {
  const endless = () =>
    new Response(
      new ReadableStream({
        pull: async (controller) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.enqueue(new TextEncoder().encode(" "));
        },
      }),
    );
  await using upstream = startFakeUpstream({ SendTextMsg: endless, GetRunClientByUuid: endless });
  const { client, lines } = createClient(upstream.baseUrl, 0.02);
  const sent = await client.sendText(TEXT);
  assert.equal(kindOf(sent), "timeout");
  assert.equal(mayHaveArrived(sent), true);
  assert.equal(kindOf(await client.status({ uuid })), "timeout");
  assert.equal(upstream.requests.length, 2);
  assert.equal(JSON.parse(lines[0]!).event, "upstream_call_failed");
});

Deno.test("a read is repeated once; a send, a code and an init never are", async () => {
  const failing = () => new Response(HTML, { status: 502 });
  await using test = start({
    GetRunClientByUuid: failing,
    SendTextMsg: failing,
    CheckCode: failing,
    init: failing,
  });
  const count = () => test.upstream.requests.length;
  await test.client.status({ uuid });
  assert.equal(count(), 2);
  test.clock.advance(60_000);
  await test.client.sendText(TEXT);
  assert.equal(count(), 3);
  await test.client.checkCode({ uuid, qrcodeKey: "K", code: "012345" });
  assert.equal(count(), 4);
  test.clock.advance(60_000);
  await test.client.init({ vid: null, proxy: null });
  assert.equal(count(), 5);
});

Deno.test("a read that succeeds at the second try succeeds", async () => {
  let tries = 0;
  await using test = start({ GetRunClientByUuid: () => ++tries === 1 ? HTML : STATUS });
  assert.equal(kindOf(await test.client.status({ uuid })), "ok");
});

Deno.test("an upstream that does not know the status call is asked in the other dialect from then on", async () => {
  await using test = start({ GetRunClientInfo: STATUS });
  const { client, upstream } = test;
  assert.equal(kindOf(await client.status({ uuid })), "ok");
  assert.equal(kindOf(await client.status({ uuid })), "ok");
  const names = () => upstream.requests.map(({ path }) => path.slice(13));
  assert.deepEqual(names(), ["GetRunClientByUuid", "GetRunClientInfo", "GetRunClientInfo"]);
  // The upstream was replaced by the other build.
  upstream.answers.GetRunClientByUuid = STATUS;
  delete upstream.answers.GetRunClientInfo;
  assert.equal(kindOf(await client.status({ uuid })), "ok");
  assert.deepEqual(names().slice(3), ["GetRunClientInfo", "GetRunClientByUuid"]);
});

Deno.test("a server that knows neither dialect is unavailable, and none is remembered", async () => {
  await using test = start({});
  const outcome = await test.client.status({ uuid });
  assert.ok(!outcome.ok);
  assert.equal(outcome.kind, "unavailable");
  assert.equal(outcome.httpStatus, 404);
  assert.equal(outcome.mayHaveArrived, false);
  await test.client.status({ uuid });
  const names = test.upstream.requests.map(({ path }) => path.slice(13));
  const both = ["GetRunClientByUuid", "GetRunClientInfo"];
  assert.deepEqual(names, [...both, ...both]);
});

Deno.test("after three failures in a row of any accounts nothing is sent for 30 seconds, then one call", async () => {
  await using test = start({ automaticLogin: HTML });
  const { client, upstream, clock } = test;
  for (const account of ["a", "b", "c"]) await client.automaticLogin({ uuid: account });
  const outcome = await client.sendText(TEXT);
  assert.equal(kindOf(outcome), "breaker_open");
  assert.equal(mayHaveArrived(outcome), false);
  assert.equal(upstream.requests.length, 3);
  clock.advance(30_000);
  upstream.answers.automaticLogin = `{"errcode":0}`;
  const [first, second] = await Promise.all([
    client.automaticLogin({ uuid }),
    client.automaticLogin({ uuid }),
  ]);
  assert.equal(kindOf(first), "ok");
  assert.equal(kindOf(second), "breaker_open");
  assert.equal(kindOf(await client.automaticLogin({ uuid })), "ok");
});

Deno.test("refusals and unknown actions do not open the breaker", async () => {
  await using test = start({ automaticLogin: `{"errcode":-1,"errmsg":"no"}` });
  for (let call = 1; call <= 20; call += 1) {
    await test.client.automaticLogin({ uuid });
    await test.client.loginOut({ uuid });
  }
  assert.equal(test.upstream.requests.length, 40);
});

Deno.test("messages and log lines contain no uuid, code, key, password or telephone number", async () => {
  const proxy = {
    ip: "10.0.0.1",
    port: "1080",
    proxyType: "http",
    userName: "proxy",
    password: "proxy-password",
    isPermanent: false,
  };
  const secrets = [uuid, "012345", "0123456789ABCDEF", "proxy-password", "TOKEN", "13800138000"];
  const answer = JSON.stringify({
    errcode: 7,
    errmsg: `no: ${secrets.join(" ")} ${"x".repeat(999)}`,
  });
  await using test = start({ init: answer, CheckCode: answer, SetCallbackUrl: answer });
  using dead = startRawServer("");
  const outcomes = [
    await test.client.init({ vid: null, proxy }),
    await test.client.checkCode({ uuid, qrcodeKey: "0123456789ABCDEF", code: "012345" }),
    await test.client.setCallbackUrl({ uuid, url: "https://b.example/TOKEN" }),
  ];
  const failing = createClient(dead.baseUrl);
  await failing.client.checkCode({ uuid, qrcodeKey: "0123456789ABCDEF", code: "012345" });
  const messageOf = (index: number) => {
    const outcome = outcomes[index]!;
    assert.ok(!outcome.ok);
    assert.ok(outcome.message.length <= 300);
    return outcome.message;
  };
  assert.doesNotMatch(messageOf(0), /proxy-password|13800138000/);
  assert.doesNotMatch(messageOf(1), /012345|0123456789ABCDEF|3e8a6f7b/);
  assert.match(messageOf(1), /9c1f0e…/);
  assert.doesNotMatch(messageOf(2), /b\.example\/TOKEN/);
  const lines = [...test.lines, ...failing.lines];
  assert.equal(lines.length, 4);
  for (const secret of [...secrets, dead.baseUrl]) {
    assert.ok(!lines.join().includes(secret), secret);
  }
});

Deno.test("each request is one client span without address and uuid, and an error when it failed", async () => {
  using recorder = recordSpans();
  await using test = start({
    automaticLogin: `{"errcode":0}`,
    LoginOut: `{"errcode":1,"errmsg":"${uuid}"}`,
  });
  await test.client.automaticLogin({ uuid });
  await test.client.loginOut({ uuid });
  const spans = recorder.spans.filter(({ name }) => name.startsWith("upstream "));
  assert.deepEqual(spans.map(({ name, ended }) => [name, ended]), [
    ["upstream automaticLogin", true],
    ["upstream LoginOut", true],
  ]);
  assert.equal(spans[0]!.status, undefined);
  assert.notEqual(spans[1]!.status, undefined);
  assert.ok(!JSON.stringify(spans).includes(uuid));
  assert.ok(!JSON.stringify(spans).includes("127.0.0.1"));
});
