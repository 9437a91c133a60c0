import assert from "node:assert/strict";
import { createKfAccount } from "simulators/wecom/channels.ts";
import { createKfTest, openKfid } from "simulators/wecom/kf/test_kf.ts";
import { corpId, otherCorp } from "simulators/wecom/test_simulator.ts";

Deno.test("kf/account/list returns the accounts that the app may use, in pages of up to 100", async () => {
  const { call, kf, state, token } = createKfTest();
  const accounts = state.corps.find(({ id }) => id === corpId)!.kfAccounts;
  accounts.push(createKfAccount({ id: "wk-demo-2", agentId: 1000002 }));
  accounts.push(createKfAccount({ id: "wk-demo-3", agentId: 1000003 }));
  const list = async (body: Record<string, unknown>) => {
    const answer = await kf("account/list", body);
    return (answer.account_list as { open_kfid: string }[]).map(({ open_kfid }) => open_kfid);
  };
  assert.deepEqual(await list({}), [openKfid, "wk-demo-2"]);
  assert.deepEqual(await list({ offset: 1, limit: 100 }), ["wk-demo-2"]);
  const { account_list } = await kf("account/list", { limit: 1 });
  assert.deepEqual(account_list, [{
    open_kfid: openKfid,
    name: "在线客服",
    avatar: "https://wework.qpic.cn/simulated/wk-demo-1/0",
    manage_privilege: true,
  }]);
  assert.equal((await kf("account/list", { limit: 101 })).errcode, 40058);
  const query = { access_token: await token(otherCorp) };
  assert.deepEqual((await call("kf/account/list", query, { body: {} })).account_list, []);
});

Deno.test("an account has its servicers and an address for customers", async () => {
  const { call, kf, token } = createKfTest();
  const query = { access_token: await token(), open_kfid: openKfid };
  const { servicer_list } = await call("kf/servicer/list", query);
  assert.deepEqual(servicer_list, [{ userid: "lisi", status: 0 }]);
  assert.equal((await call("kf/servicer/list", { ...query, open_kfid: "wk-none" })).errcode, 95004);
  const { url } = await kf("add_contact_way", { scene: "door" });
  assert.equal(url, "https://work.weixin.qq.com/kf/wk-demo-1?enc_scene=door");
  assert.equal((await kf("add_contact_way", { scene: "大门" })).errcode, 40058);
});
