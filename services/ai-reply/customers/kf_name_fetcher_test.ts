import assert from "node:assert/strict";
import { findCustomer } from "services/ai-reply/customers/find_customer.ts";
import { listConversations } from "services/ai-reply/conversations/list_conversations.ts";
import { type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";
import { createConversationPruner } from "services/ai-reply/conversations/conversation_pruner.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { createKfNameFetcher } from "services/ai-reply/customers/kf_name_fetcher.ts";

const DAY_MS = 86_400_000;

/** The customer `writer` has written in 微信客服; no member has added any customer. */
async function startWithCustomer(writer = CUSTOMER) {
  const replies = await startReplies();
  const { deps } = await replies.openWorker();
  for (const { customer } of replies.wecom.state.corps[0]?.outsiders ?? []) {
    customer?.followers.splice(0);
  }
  const write = async (fromUser = writer) => {
    await replies.inKf({ fromUser, message: { kind: "text", content: "在吗" } });
    const { signal } = new AbortController();
    await recordMessages(deps, { payload: replies.kfNews(), signal });
  };
  await write();
  return { replies, deps, write, fetchNames: () => createKfNameFetcher(deps).run() };
}

/** The names in the console's list. */
async function namesShown({ sql }: Pick<WorkerDeps, "sql">) {
  const { items } = await listConversations(sql, {}, { limit: 10 });
  return items.map(({ name }) => name);
}

function timesAsked({ wecom }: Pick<Replies, "wecom">): number {
  const asked = wecom.state.journal.list();
  return asked.filter(({ path }) => path.endsWith("/kf/customer/batchget")).length;
}

Deno.test("the console shows names of customers of 微信客服 whom no member has added, fetched from WeCom once", async () => {
  const { replies, deps, fetchNames } = await startWithCustomer();
  try {
    assert.deepEqual(await namesShown(deps), [null]);
    await Promise.all([fetchNames(), fetchNames()]);
    assert.deepEqual(await namesShown(deps), ["客户小陈"]);
    await fetchNames();
    assert.equal(timesAsked(replies), 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("the sidebar shows the WeChat name of a customer whom no member has added, else WeCom's whole profile", async () => {
  const { replies, deps, fetchNames } = await startWithCustomer();
  try {
    await fetchNames();
    const caller = { subject: "local/admin", name: "admin", roles: ["operator" as const] };
    const look = async () => (await findCustomer(deps, caller, CUSTOMER)).customer;
    const { name, followers } = await look();
    assert.deepEqual([name, followers], ["客户小陈", []]);
    replies.wecom.state.reset();
    replies.clock.advance(2 * DAY_MS);
    assert.deepEqual((await look()).followers.map(({ userId }) => userId), ["lisi", "zhangsan"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer with a name is not fetched", async () => {
  const { replies, deps, fetchNames } = await startWithCustomer();
  try {
    await replies.sql`
      insert into ai_reply.customers (corp_id, external_user_id, name, fetched_at, updated_at)
      select corp_id, person, '陈女士', now(), now() from ai_reply.conversations`;
    await fetchNames();
    assert.deepEqual(await namesShown(deps), ["陈女士"]);
    assert.equal(timesAsked(replies), 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer that WeCom does not return is fetched once a day, while they write", async () => {
  const { replies, deps, write, fetchNames } = await startWithCustomer("wm-stranger");
  try {
    await fetchNames();
    replies.clock.advance(DAY_MS - 60_000);
    await write();
    await fetchNames();
    assert.equal(timesAsked(replies), 1);
    replies.clock.advance(120_000);
    await fetchNames();
    assert.equal(timesAsked(replies), 2);
    assert.deepEqual(await namesShown(deps), [null]);
    replies.clock.advance(3 * DAY_MS);
    await fetchNames();
    assert.equal(timesAsked(replies), 2, "WeCom returns only customers of the last two days");
  } finally {
    await replies.stop();
  }
});

Deno.test("names that could not be fetched are fetched ten minutes later", async () => {
  const { replies, deps, fetchNames } = await startWithCustomer();
  try {
    replies.wecom.state.faults.add({ call: "kf/customer/batchget", count: 1, errcode: 45009 });
    await fetchNames();
    await fetchNames();
    assert.equal(timesAsked(replies), 1);
    replies.clock.advance(11 * 60_000);
    await fetchNames();
    assert.deepEqual(await namesShown(deps), ["客户小陈"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a name with hostile characters does not affect the names of other customers", async () => {
  const { replies, deps, write, fetchNames } = await startWithCustomer();
  try {
    const { outsiders = [] } = replies.wecom.state.corps[0] ?? {};
    const known = outsiders.find(({ customer }) => customer?.externalUserid === CUSTOMER)!;
    const stranger = { externalUserid: "wm-hostile", followers: [] };
    outsiders.push({
      ...known,
      name: "坏\u0000\u202e\r\n蛋",
      customer: { ...known.customer!, ...stranger },
    });
    await write("wm-hostile");
    await fetchNames();
    assert.deepEqual((await namesShown(deps)).toSorted(), ["坏 蛋", "客户小陈"]);
    const caller = { subject: "local/admin", name: "admin", roles: ["operator" as const] };
    const { customer } = await findCustomer(deps, caller, "wm-hostile", { refresh: true });
    assert.equal(customer.name, "坏 蛋");
  } finally {
    await replies.stop();
  }
});

Deno.test("a name is deleted with the last conversation, unless staff added tags or notes", async () => {
  const { replies, deps, fetchNames } = await startWithCustomer();
  try {
    await fetchNames();
    await replies.sql`
      insert into ai_reply.customers (corp_id, external_user_id, name, tags, fetched_at, updated_at)
      select corp_id, 'wm-noted', '王女士', '{重要}', fetched_at, updated_at from ai_reply.customers`;
    const pruner = createConversationPruner(deps);
    const names = async () => {
      const rows = await replies.sql`select name from ai_reply.customers order by name`;
      return rows.map(({ name }) => name);
    };
    await pruner.run();
    assert.deepEqual(await names(), ["客户小陈", "王女士"]);
    await replies.sql`delete from ai_reply.conversations`;
    replies.clock.advance(200 * DAY_MS);
    await pruner.run();
    assert.deepEqual(await names(), ["王女士"]);
  } finally {
    await replies.stop();
  }
});
