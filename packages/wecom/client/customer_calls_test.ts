import assert from "node:assert/strict";
import { WecomError } from "packages/wecom/client/errcode.ts";
import { type Handler, refusal } from "packages/wecom/testing/fake_wecom.ts";
import { openFakeClient } from "packages/wecom/testing/fake_client.ts";

const CONTACT = { external_userid: "wm-demo-1", name: "客户小陈", avatar: "", type: 1, gender: 0 };

const standIn = (handler: Handler) => openFakeClient({ "externalcontact/get": handler });

Deno.test("a customer has followers, remarks and tags, and no phone numbers", async () => {
  await using t = standIn(() => ({
    errcode: 0,
    external_contact: { ...CONTACT, type: 2, corp_name: "短", corp_full_name: "示例教育公司" },
    follow_user: [{
      userid: "lisi",
      remark: "小陈",
      description: "暑期班",
      createtime: 1_760_000_000,
      tags: [{ group_name: "客户等级", tag_name: "重要", type: 1 }, { tag_name: "我的", type: 2 }],
      remark_mobiles: ["13800000001"],
      add_way: 1,
      state: "spring-fair",
    }],
  }));
  const customer = await t.client.customers.getCustomer("wm-demo-1");
  assert.deepEqual(customer, {
    externalUserId: "wm-demo-1",
    name: "客户小陈",
    type: "wecom",
    corpName: "示例教育公司",
    followers: [{
      userId: "lisi",
      remark: "小陈",
      description: "暑期班",
      tags: [{ group: "客户等级", name: "重要" }, { name: "我的" }],
      addWay: 1,
      state: "spring-fair",
      addedAt: "2025-10-09T08:53:20.000Z",
    }],
  });
  assert.doesNotMatch(JSON.stringify(customer), /13800000001/);
});

Deno.test("followers beyond the first 500 are fetched page by page, up to a limit", async () => {
  await using t = standIn(({ nth }) => ({
    errcode: 0,
    external_contact: CONTACT,
    follow_user: [{ userid: `member-${nth}`, createtime: 1 }],
    next_cursor: `after-${nth}`,
  }));
  const { followers } = await t.client.customers.getCustomer("wm-demo-1");
  assert.deepEqual(followers.map(({ userId }) => userId), [1, 2, 3, 4].map((n) => `member-${n}`));
  assert.deepEqual(
    t.wecom.journal.map(({ query }) => query["cursor"]),
    [undefined, "after-1", "after-2", "after-3"],
  );
});

Deno.test("a customer whom no member in scope has added is an error with its code", async () => {
  await using t = standIn(() => refusal(84061, "not external contact"));
  await assert.rejects(
    t.client.customers.getCustomer("wm-x"),
    (error) => error instanceof WecomError && error.errcode === 84061,
  );
});
