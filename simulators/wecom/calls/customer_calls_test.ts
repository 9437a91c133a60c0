import assert from "node:assert/strict";
import { createKfTest, customer } from "simulators/wecom/kf/test_kf.ts";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

async function createCaller() {
  const simulator = createTestSimulator();
  const access_token = await simulator.token();
  const get = (external_userid: string) =>
    simulator.call("externalcontact/get", { access_token, external_userid });
  return { ...simulator, get };
}

Deno.test("a customer has the followers that the app may see, with notes and tags", async () => {
  const { get } = await createCaller();
  const answer = await get("wm-demo-1") as unknown as {
    external_contact: Record<string, unknown>;
    follow_user: { userid: string; remark: string; tags: Record<string, unknown>[] }[];
  };
  assert.equal(answer.external_contact.name, "客户小陈");
  assert.deepEqual(answer.follow_user.map(({ userid }) => userid), ["lisi", "zhangsan"]);
  assert.deepEqual(answer.follow_user[0]?.tags[0], {
    group_name: "客户等级",
    tag_name: "重要",
    tag_id: "et-demo-1",
    type: 1,
  });
});

Deno.test("an unknown customer is 40096, a customer without a follower in scope 84061", async () => {
  const { control, get } = await createCaller();
  assert.equal((await get("wm-none")).errcode, 40096);
  assert.equal((await get("")).errcode, 41035);
  const scope = { userids: ["wangwu"], departmentIds: [] };
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, scope }] }] });
  assert.equal((await get("wm-demo-1")).errcode, 84061);
});

Deno.test("微信客服 returns the WeChat names of customers who wrote within 48 hours, added by a member or not", async () => {
  const { control, kf, state, write } = createKfTest();
  for (const outsider of state.corps[0]?.outsiders ?? []) outsider.customer?.followers.splice(0);
  const ids = { external_userid_list: [customer, "wm-none"] };
  const ask = async () => {
    const { customer_list, invalid_external_userid } = await kf("customer/batchget", ids);
    return { customer_list, invalid_external_userid } as unknown as {
      customer_list: { nickname: string }[];
      invalid_external_userid: string[];
    };
  };
  const none = { customer_list: [], invalid_external_userid: [customer, "wm-none"] };
  assert.deepEqual(await ask(), none);
  await write("在吗");
  const found = await ask();
  assert.deepEqual(found.customer_list.map(({ nickname }) => nickname), ["客户小陈"]);
  assert.deepEqual(found.invalid_external_userid, ["wm-none"]);
  await control("clock", { advanceMs: 48 * 3_600_000 });
  assert.deepEqual(await ask(), none);
  const many = { external_userid_list: Array(101).fill(customer) };
  assert.equal((await kf("customer/batchget", many)).errcode, 40058);
});

Deno.test("the customers of a member are listed, and the members who have customers", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  const list = (userid: string) => call("externalcontact/list", { access_token, userid });
  assert.deepEqual((await list("LiSi")).external_userid, ["wm-demo-1"]);
  const errcodes = await Promise.all(
    ["wangwu", "unknown", "qianba", ""].map(async (userid) => (await list(userid)).errcode),
  );
  assert.deepEqual(errcodes, [84061, 60111, 60011, 41009]);
  const { follow_user } = await call("externalcontact/get_follow_user_list", { access_token });
  assert.deepEqual(follow_user, ["lisi", "zhangsan"]);
});
