import assert from "node:assert/strict";
import { listConversations } from "services/ai-reply/conversations/list_conversations.ts";
import { readHistory } from "services/ai-reply/conversations/read_history.ts";
import { findCustomer } from "services/ai-reply/customers/find_customer.ts";
import { createMemberNameFetcher } from "services/ai-reply/members/member_name_fetcher.ts";
import { pruneMembers, readMemberNames } from "services/ai-reply/members/member_names.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CORP_ID, CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";

const DAY_MS = 86_400_000;

/** The member `zhangsan` has written to an app. */
async function startWithMember() {
  const replies = await startReplies();
  const { deps } = await replies.openWorker();
  const { signal } = new AbortController();
  await recordMessages(deps, { payload: appText(replies, "报销找谁"), signal });
  const shown = async (q?: string) =>
    (await listConversations(replies.sql, { q }, { limit: 9 })).items.map(({ name }) => name);
  return { replies, deps, shown, fetchNames: () => createMemberNameFetcher(deps).run() };
}

function timesAsked({ wecom }: Pick<Replies, "wecom">): number {
  return wecom.state.journal.list().filter(({ path }) => path.endsWith("/user/get")).length;
}

function rename({ wecom }: Pick<Replies, "wecom">, userid: string, name: string) {
  const member = wecom.state.corps[0]?.members.find((member) => member.userid === userid);
  Object.assign(member!, { name });
}

Deno.test("a member is shown by name, fetched from WeCom once a week and beside the messages; until then by id", async () => {
  const { replies, shown, fetchNames } = await startWithMember();
  try {
    assert.deepEqual(await shown(), [null]);
    assert.equal(timesAsked(replies), 0, "recording a message asks nothing");
    await Promise.all([fetchNames(), fetchNames()]);
    assert.deepEqual(await shown(), ["张三"]);
    await fetchNames();
    assert.equal(timesAsked(replies), 1);
    rename(replies, "zhangsan", "张三丰");
    replies.clock.advance(7 * DAY_MS);
    await fetchNames();
    assert.deepEqual(await shown(), ["张三丰"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a member whom WeCom does not name keeps the id, and WeCom is asked again after a day", async () => {
  const { replies, shown, fetchNames } = await startWithMember();
  try {
    await replies.sql`update ai_reply.conversations set person = 'unknown'`;
    await replies.sql`update ai_reply.members set user_id = 'unknown'`;
    await fetchNames();
    await fetchNames();
    assert.deepEqual([await shown(), timesAsked(replies)], [[null], 1]);
    replies.clock.advance(DAY_MS);
    await fetchNames();
    assert.equal(timesAsked(replies), 2);
  } finally {
    await replies.stop();
  }
});

Deno.test("a conversation with a member is found by a part of the name, and by the id in any case", async () => {
  const { replies, shown, fetchNames } = await startWithMember();
  try {
    await fetchNames();
    for (const q of ["张三", "三", "ZHANG"]) assert.deepEqual(await shown(q), ["张三"], q);
    assert.deepEqual(await shown("李四"), []);
  } finally {
    await replies.stop();
  }
});

Deno.test("the timeline names the colleague who wrote in 微信客服, until the name is known by id", async () => {
  const { replies, deps, fetchNames } = await startWithMember();
  try {
    const message = { kind: "text", content: "您好，我是李四" };
    await replies.inKf({ message, servicer: "lisi" });
    const { signal } = new AbortController();
    await recordMessages(deps, { payload: replies.kfNews(), signal });
    const [kf] = await replies.sql<{ id: string }[]>`
      select conversation_id as id from ai_reply.conversations where channel = 'kf'`;
    const authors = async () =>
      (await readHistory(replies.sql, kf!.id, { limit: 9 })).messages
        .map(({ author, authorName }) => [author, authorName]);
    assert.deepEqual(await authors(), [["staff", "lisi"]]);
    await fetchNames();
    assert.deepEqual(await authors(), [["staff", "李四"]]);
  } finally {
    await replies.stop();
  }
});

Deno.test("the members who have added a customer get their names, and members whom nothing needs are deleted", async () => {
  const { replies, deps, fetchNames } = await startWithMember();
  try {
    const caller = { subject: "local/admin", name: "admin", roles: ["operator" as const] };
    const { customer } = await findCustomer(deps, caller, CUSTOMER);
    const userIds = customer.followers.map(({ userId }) => userId.toUpperCase());
    assert.ok(userIds.length > 0);
    await fetchNames();
    const names = await readMemberNames(replies.sql, CORP_ID, userIds);
    assert.equal(names.size, userIds.length);
    const left = async () => (await replies.sql`select 1 from ai_reply.members`).length;
    const { count } = await pruneMembers(replies.sql, new Date(replies.clock.now() + DAY_MS), 100);
    assert.deepEqual([count > 0, await left()], [true, 1], "the one with a conversation stays");
  } finally {
    await replies.stop();
  }
});
