import assert from "node:assert/strict";
import {
  authorizeUrl,
  corpId,
  createTestSimulator,
  publicUrl,
} from "simulators/wecom/test_simulator.ts";

const open = (url: string, holder: string) =>
  `/_phone/open?${new URLSearchParams({ url, holder })}`;

Deno.test("the simulated phone opens a scanned address of the simulator or of WeCom itself", async () => {
  const { send } = createTestSimulator();
  for (const host of [publicUrl, "https://open.weixin.qq.com"]) {
    const scanned = `${host}${authorizeUrl()}#wechat_redirect`;
    const response = await send(open(scanned, `${corpId}/lisi`));
    assert.equal(response.status, 302);
    assert.equal(response.headers.get("location"), `${publicUrl}${authorizeUrl()}`);
    assert.match(response.headers.get("set-cookie") ?? "", new RegExp(`^sim_phone_${corpId}=lisi`));
  }
});

Deno.test("the simulated phone opens nothing else", async () => {
  const { send } = createTestSimulator();
  for (const url of ["https://www.example.com/", "not an address", ""]) {
    const response = await send(open(url, `${corpId}/lisi`));
    assert.equal(response.headers.get("location"), null);
    assert.match(await response.text(), /这不是企业微信的登录链接/);
  }
  const unknown = await send(open(`${publicUrl}${authorizeUrl()}`, `${corpId}/unknown`));
  assert.match(await unknown.text(), /请选择是谁的手机/);
});

Deno.test("the home page shows the corps, and all its links stay below the public address", async () => {
  const { send } = createTestSimulator();
  const home = await (await send("/?lang=en")).text();
  assert.match(home, /WeCom simulator/);
  assert.match(home, /simulated-agent-secret-0000000000000000000/);
  for (const [, address = ""] of home.matchAll(/(?:href|action)="([^"]+)"/g)) {
    if (address.startsWith("data:")) continue;
    assert.ok(new URL(address, publicUrl).href.startsWith(publicUrl), address);
  }
});
