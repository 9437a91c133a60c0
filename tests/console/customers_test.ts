import assert from "node:assert/strict";
import { createBrowser, expectJson, signIn } from "tests/support/browser.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { startStack } from "tests/support/start_stack.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const PATH = "/api/v1/users/wm-demo-1";

const stack = await startStack();
Deno.test.afterAll(() => stack.stop());

interface Profile {
  readonly name: string | null;
  readonly type: string | null;
  readonly followers: {
    userId: string;
    name: string | null;
    remark: string;
    tags: { name: string }[];
  }[];
  readonly tags: string[];
  readonly notes: { id: string; text: string; authorName: string }[];
  readonly conversations: { mode: string }[];
}

async function enter(user: string) {
  const browser = createBrowser(stack);
  await signIn(stack, browser, user);
  const send = (method: string, path: string, body?: unknown) =>
    browser.fetch(path, {
      method,
      headers: { "content-type": "application/json", origin: stack.publicUrl },
      ...body === undefined ? {} : { body: JSON.stringify(body) },
    });
  const profile = async (query = "") =>
    await expectJson<Profile>(await browser.fetch(`${PATH}${query}`));
  return { browser, send, profile };
}

/** How often WeCom was asked for a customer. */
async function countAsked(): Promise<number> {
  const response = await stack.simulator.fetch(
    new Request("http://localhost/_control/journal"),
    { remoteAddr: { hostname: "127.0.0.1" } },
  );
  return (await response.text()).split("externalcontact/get").length - 1;
}

async function breakWecom(fault: Record<string, unknown>): Promise<void> {
  const response = await stack.simulator.fetch(
    new Request("http://localhost/_control/faults", {
      method: "POST",
      body: JSON.stringify({ call: "externalcontact/get", ...fault }),
    }),
    { remoteAddr: { hostname: "127.0.0.1" } },
  );
  assert.ok(response.ok, await response.text());
}

Deno.test("a customer's profile is fetched from WeCom once a day, and at once with refresh=1", async () => {
  const { profile } = await enter("lisi");
  const before = await countAsked();
  const first = await profile();
  assert.equal(first.name, "客户小陈");
  assert.equal(first.type, "wechat");
  assert.deepEqual(first.followers.map(({ userId }) => userId), ["lisi", "zhangsan"]);
  assert.deepEqual(first.followers[0]!.tags.map(({ name }) => name), ["重要", "暑期班"]);
  await profile();
  const once = await countAsked();
  await profile("?refresh=1");
  const twice = await countAsked();
  assert.ok(once > before);
  assert.equal(twice - once, once - before, "asked again");
  await stack.sql`update ai_reply.customers set fetched_at = fetched_at - interval '25 hours'`;
  await profile();
  assert.equal(await countAsked() - twice, once - before, "asked again after a day");
});

Deno.test("while WeCom fails the stored profile is shown", async () => {
  const { profile } = await enter("lisi");
  await profile();
  await breakWecom({ errcode: 48002, count: 1 });
  assert.equal((await profile("?refresh=1")).name, "客户小陈");
});

Deno.test("a customer whom WeCom does not know is 404; a refused call to WeCom is 502 with its reason", async () => {
  const { browser } = await enter("lisi");
  const unknown = await browser.fetch("/api/v1/users/wm-unknown");
  assert.equal(unknown.status, 404);
  assert.equal((await unknown.json()).code, "customer_not_found");
  await breakWecom({ errcode: 48002, count: 1 });
  const refused = await browser.fetch("/api/v1/users/wm-unknown");
  assert.equal(refused.status, 502);
  const problem = await refused.json();
  assert.equal(problem.code, "customer_unavailable");
  assert.match(problem.detail, /permission/);
  const invalid = await browser.fetch("/api/v1/users/a%20b");
  assert.equal(invalid.status, 400);
});

Deno.test("a person who is no contact but wrote to us has a profile without a name, and can have notes", async () => {
  const { send } = await enter("lisi");
  await seedConversation(stack.sql, {
    person: "wm-kf-only",
    lines: [{ at: new Date(stack.clock.now()), says: "在吗" }],
  });
  await stack.sql`delete from ai_reply.customers where external_user_id = 'wm-kf-only'`;
  const profile = await expectJson<Profile>(await send("GET", "/api/v1/users/wm-kf-only"));
  assert.equal(profile.name, null);
  assert.equal(profile.conversations.length, 1);
  const note = await send("POST", "/api/v1/users/wm-kf-only/notes", { text: "第一次咨询" });
  assert.equal(note.status, 201);
  await note.body?.cancel();
});

Deno.test("tags and notes are stored without phone numbers; only its author or an operator can delete a note", async () => {
  const lisi = await enter("lisi");
  const wangwu = await enter("wangwu");
  const tagged = await expectJson<Profile>(
    await lisi.send("PATCH", PATH, { tags: [" 试听 ", "试听", "周末"] }),
  );
  assert.deepEqual(tagged.tags, ["试听", "周末"]);
  const tooMany = Array.from({ length: 21 }, (_, index) => `标签${index}`);
  assert.equal((await lisi.send("PATCH", PATH, { tags: tooMany })).status, 400);
  assert.equal((await lisi.send("PATCH", PATH, { tags: ["长".repeat(31)] })).status, 400);

  const added = await lisi.send("POST", `${PATH}/notes`, { text: "电话 13800138000，周末联系" });
  assert.equal(added.status, 201);
  const note: { id: string; text: string; authorName: string } = await added.json();
  assert.doesNotMatch(note.text, /13800138000/);
  assert.match(note.text, /周末联系/);
  assert.equal((await lisi.send("POST", `${PATH}/notes`, { text: " " })).status, 400);
  assert.equal((await lisi.profile()).notes[0]!.id, note.id);

  const refused = await wangwu.send("DELETE", `${PATH}/notes/${note.id}`);
  assert.equal(refused.status, 403);
  assert.equal((await refused.json()).code, "customer_note_foreign");
  const operator = await enter("zhangsan");
  assert.equal((await operator.send("DELETE", `${PATH}/notes/${note.id}`)).status, 204);
  const repeated = await lisi.send("DELETE", `${PATH}/notes/${note.id}`);
  assert.equal((await repeated.json()).code, "customer_note_not_found");
  assert.deepEqual((await lisi.profile()).tags, ["试听", "周末"], "a refresh keeps our tags");
});

Deno.test("the history is one list over all conversations, newest first, page by page, without phone numbers", async () => {
  const { browser } = await enter("lisi");
  const at = (minutes: number) => new Date(stack.clock.now() - DAY_MS + minutes * 60_000);
  await seedConversation(stack.sql, {
    person: "wm-history",
    lines: [
      {
        at: at(0),
        says: "你好，我的号码是 13800138000",
        turn: { status: "delivered", parts: [{ text: "您好", status: "sent" }] },
      },
      { at: at(20), says: "有名额吗" },
    ],
  });
  await seedConversation(stack.sql, {
    person: "wm-history",
    channel: "simulated",
    place: "",
    lines: [{ at: at(10), says: "周末可以吗" }],
  });
  await seedConversation(stack.sql, {
    person: "wm-history",
    channel: "bot",
    place: "bot-1",
    lines: [{ at: at(15), says: "同事问机器人的话" }],
  });
  const items: { author: string; text: string }[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < 10; pages++) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page: { items: typeof items; nextCursor: string | null } = await expectJson(
      await browser.fetch(`/api/v1/users/wm-history/history?limit=1${query}`),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  assert.deepEqual(items.map(({ author }) => author), ["customer", "customer", "bot", "customer"]);
  assert.deepEqual(items.slice(0, 2).map(({ text }) => text), ["有名额吗", "周末可以吗"]);
  assert.doesNotMatch(JSON.stringify(items), /13800138000|机器人/);
  assert.equal((await browser.fetch("/api/v1/users/wm-history/history?cursor=x")).status, 400);
  assert.equal((await browser.fetch("/api/v1/users/wm-unknown/history")).status, 404);
});

Deno.test("without sign-in no customer is shown; a member sees only customers of the same corp", async () => {
  const stranger = createBrowser(stack);
  for (const path of [PATH, `${PATH}/history`, "/sidebar"]) {
    assert.equal((await stranger.fetch(path)).status, 401, path);
  }
  const { profile, browser } = await enter("lisi");
  await profile();
  await stack.sql`
    insert into ai_reply.customers (corp_id, external_user_id, name, fetched_at, updated_at)
    values ('ww00000000000000b2', 'wm-elsewhere', '别家的客户', now(), now())`;
  assert.equal((await browser.fetch("/api/v1/users/wm-elsewhere")).status, 404);
});

Deno.test("the members who have added a customer are shown by name, until it is known by id", async () => {
  const { profile } = await enter("lisi");
  await profile();
  const names = async () => (await profile()).followers.map(({ name }) => name);
  await stack.sql`update ai_reply.members set name = null`;
  assert.deepEqual(await names(), [null, null]);
  await stack.sql`update ai_reply.members set name = '李四' where user_id = 'lisi'`;
  assert.deepEqual(await names(), ["李四", null]);
});
