import assert from "node:assert/strict";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";
import { corpId, createTestSimulator, loginUrl, secret } from "simulators/wecom/test_simulator.ts";

/** Serves a simulator below `/sim/wecom`, as the embedded process mounts it. */
async function withServer(run: (publicUrl: string) => Promise<void>): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, connection) => {
      const url = new URL(request.url);
      url.pathname = url.pathname.replace(/^\/sim\/wecom/, "") || "/";
      return simulator.fetch(new Request(url, request), connection);
    },
  );
  const publicUrl = `http://127.0.0.1:${server.addr.port}/sim/wecom`;
  const simulator = createWecomSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    publicUrl,
  });
  try {
    await run(publicUrl);
  } finally {
    await server.shutdown();
  }
}

Deno.test("a login runs over real HTTP below a path prefix", async () => {
  await withServer(async (publicUrl) => {
    const page = await fetch(`${publicUrl}${loginUrl()}&sim_user=lisi&sim_action=confirm`, {
      redirect: "manual",
    });
    await page.body?.cancel();
    const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const ask = async (path: string) => await (await fetch(`${publicUrl}/cgi-bin/${path}`)).json();
    const { access_token } = await ask(`gettoken?corpid=${corpId}&corpsecret=${secret}`);
    const { userid } = await ask(`auth/getuserinfo?access_token=${access_token}&code=${code}`);
    const { name } = await ask(`user/get?access_token=${access_token}&userid=${userid}`);
    assert.equal(name, "李四");
    const stylesheet = /href="([^"]+\.css)"/.exec(await (await fetch(`${publicUrl}/`)).text())?.[1];
    const styles = await fetch(stylesheet ?? "");
    assert.match(await styles.text(), /color-scheme/);
  });
});

Deno.test("a cut connection breaks off in the middle of the body", async () => {
  await withServer(async (publicUrl) => {
    const body = JSON.stringify({ call: "gettoken", cut: true });
    await (await fetch(`${publicUrl}/_control/faults`, { method: "POST", body })).body?.cancel();
    await assert.rejects(async () => await (await fetch(`${publicUrl}/cgi-bin/gettoken`)).text());
  });
});

Deno.test("errors come as HTTP 200 with errcode, headers, hint, address and link", async () => {
  const { send } = createTestSimulator();
  const response = await send(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=x`, {}, "203.0.113.9");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json; charset=UTF-8");
  const { errcode, errmsg } = await response.json();
  assert.equal(errcode, 40001);
  assert.equal(response.headers.get("error-code"), "40001");
  assert.equal(response.headers.get("error-msg"), errmsg);
  assert.match(
    errmsg,
    /^invalid credential, hint: \[\d{24}\], from ip: 203\.0\.113\.9, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40001$/,
  );
});

Deno.test("a call that WeCom does not have is JSON with an errcode, after the check of the token", async () => {
  const { call, send, token } = createTestSimulator();
  assert.equal((await call("unknown/call", {})).errcode, 41001);
  assert.equal((await call("unknown/call", { access_token: "x" })).errcode, 40014);
  const query = { access_token: await token() };
  assert.equal((await call("unknown/call", query)).errcode, 48002);
  assert.equal((await call("unknown/call", query, { body: {} })).errcode, 48002);
  assert.equal((await send("/cgi-bin/gettoken", { method: "PUT" })).status, 200);
  assert.equal((await send("/nowhere")).status, 404);
});

Deno.test("a body that is too long is refused in JSON", async () => {
  const { call, token } = createTestSimulator();
  const query = { access_token: await token() };
  const body = { agentid: 1000002, text: { content: "a".repeat(1024 * 1024) } };
  assert.equal((await call("message/send", query, { body })).errcode, 40206);
});

Deno.test("a call reads its JSON whatever content type the client sends", async () => {
  const { send, token } = createTestSimulator();
  const body = JSON.stringify({
    touser: "lisi",
    agentid: 1000002,
    msgtype: "text",
    text: { content: "好" },
  });
  const types = ["text/plain", "application/json;", "application/x-www-form-urlencoded", "x"];
  for (const type of types) {
    const path = `/cgi-bin/message/send?access_token=${await token()}`;
    const init = { method: "POST", body, headers: { "content-type": type } };
    assert.equal((await (await send(path, init)).json()).errcode, 0, type);
  }
});
