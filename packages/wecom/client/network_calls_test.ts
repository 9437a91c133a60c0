import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";

const tokens = { token: () => Promise.resolve("t1"), invalidate() {} };

function clientOf(baseUrl: string) {
  const clock = { now: () => Date.now() };
  const app = { corpId: "ww0123456789abcdef", agentId: "1000002", tokens };
  return createWecomClient({ fetch, clock, baseUrl, ...app });
}

Deno.test("the addresses of callbacks and of the API are returned as WeCom writes them", async () => {
  const ipList = ["101.226.103.*", "203.0.113.0/24", "2001:db8::1"];
  await using wecom = startFakeWecom({
    getcallbackip: () => ({ errcode: 0, errmsg: "ok", ip_list: ipList }),
    get_api_domain_ip: () => ({ errcode: 0, errmsg: "ok", ip_list: ["198.51.100.7"] }),
  });
  const { network } = clientOf(wecom.baseUrl);
  assert.deepEqual(await network.getCallbackIps(), ipList);
  assert.deepEqual(await network.getApiDomainIps(), ["198.51.100.7"]);
  assert.deepEqual(wecom.journal.map(({ query }) => query), [
    { access_token: "t1" },
    { access_token: "t1" },
  ]);
});

Deno.test("an answer without addresses is an error", async () => {
  await using wecom = startFakeWecom({ getcallbackip: () => ({ errcode: 0, errmsg: "ok" }) });
  await assert.rejects(clientOf(wecom.baseUrl).network.getCallbackIps(), WecomUnreachableError);
});
