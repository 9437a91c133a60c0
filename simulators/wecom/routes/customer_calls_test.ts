import assert from "node:assert/strict";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

async function createCaller() {
  const simulator = createTestSimulator();
  const access_token = await simulator.token();
  const get = (external_userid: string) =>
    simulator.call("externalcontact/get", { access_token, external_userid });
  return { ...simulator, get };
}

Deno.test("a customer comes with the followers that the app may see, their notes and tags", async () => {
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

Deno.test("a customer whom WeCom does not know is 40096, one of nobody in scope 84061", async () => {
  const { control, get } = await createCaller();
  assert.equal((await get("wm-none")).errcode, 40096);
  assert.equal((await get("")).errcode, 40096);
  const scope = { userids: ["wangwu"], departmentIds: [] };
  await control("cast", { corps: [{ id: corpId, agents: [{ id: 1000002, scope }] }] });
  assert.equal((await get("wm-demo-1")).errcode, 84061);
});
