import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createTestSimulator } from "simulators/wecom/test_simulator.ts";

const url = "https://www.example.com/sidebar?a=b";

const sign = (ticket: unknown, page: string) =>
  createHash("sha1")
    .update(`jsapi_ticket=${ticket}&noncestr=n1&timestamp=1700000000&url=${page}`)
    .digest("hex");

async function createCaller() {
  const simulator = createTestSimulator();
  const access_token = await simulator.token();
  return {
    ...simulator,
    corpTicket: () => simulator.call("get_jsapi_ticket", { access_token }),
    appTicket: (type = "agent_config") => simulator.call("ticket/get", { access_token, type }),
    judge: async (signature: string, changes: Record<string, unknown> = {}) => {
      const body = { url, timestamp: 1_700_000_000, nonceStr: "n1", signature, ...changes };
      return await simulator.control("jssdk", body) as { ok: boolean; problem?: string };
    },
  };
}

Deno.test("corp and app have different tickets, the same ones until they expire", async () => {
  const { appTicket, corpTicket, control } = await createCaller();
  const [corp, app] = [await corpTicket(), await appTicket()];
  assert.notEqual(corp.ticket, app.ticket);
  assert.equal(corp.expires_in, 7200);
  await control("clock", { advanceMs: 60_000 });
  const again = await corpTicket();
  assert.deepEqual([again.ticket, again.expires_in], [corp.ticket, 7140]);
  assert.equal((await appTicket("jsapi")).errcode, 91040);
});

Deno.test("the hundredth and first fetch of an app within an hour is 45009, for each kind", async () => {
  const { appTicket, corpTicket } = await createCaller();
  const codes = [];
  for (let index = 0; index < 101; index++) codes.push((await corpTicket()).errcode);
  assert.deepEqual(codes, [...Array(100).fill(0), 45009]);
  assert.equal((await appTicket()).errcode, 0);
});

Deno.test("a signature is checked as the client checks it", async () => {
  const { appTicket, corpTicket, judge } = await createCaller();
  assert.match((await judge("a")).problem ?? "", /never fetched/);
  const [{ ticket: corp }, { ticket: app }] = [await corpTicket(), await appTicket()];
  assert.deepEqual(await judge(sign(corp, url)), { ok: true });
  assert.deepEqual(await judge(sign(app, url), { agentId: 1000002 }), { ok: true });
  assert.deepEqual(await judge(sign(corp, url), { url: `${url}#top` }), { ok: true });
  const hashed = await judge(sign(corp, `${url}#top`), { url: `${url}#top` });
  assert.match(hashed.problem ?? "", /differ/);
  assert.match((await judge(sign(corp, url), { agentId: 1000002 })).problem ?? "", /42012/);
  assert.match((await judge(sign(corp, url), { nonceStr: "n2" })).problem ?? "", /differ/);
});
