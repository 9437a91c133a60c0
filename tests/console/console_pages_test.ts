import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { seedDeadLetter, seedInbox } from "tests/support/inbox_seed.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { signInDirectly } from "tests/pages/support/sign_in_steps.ts";
import {
  openBrowserStack,
  type VisitOptions,
  type Visitor,
} from "tests/pages/support/browser_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

/** An operator's browser, signed in. */
async function operator(options?: VisitOptions): Promise<Visitor> {
  const visitor = await stack.visit(options);
  await signInDirectly(stack, visitor, "zhangsan");
  return visitor;
}

const words = (text: string) => ({ kind: "text", content: text });
const seed = (text: string, sender: string) =>
  seedInbox(stack.sql, { sender, content: words(text), receivedAt: new Date() });

/** The distance of the element with this text from the top of the window, in pixels. */
async function topOf(page: Page, text: string): Promise<number> {
  const box = await page.getByText(text, { exact: true }).boundingBox();
  assert.ok(box, text);
  return Math.round(box.y);
}

Deno.test("a simulated customer's message appears in the inbox, is marked there, and is answered", async () => {
  await using desktop = await operator();
  const { page } = desktop;
  await page.goto(`${stack.url}/console/inbox`);
  await page.locator(".simulate summary").click();
  await page.locator("[name=content]").fill("周六还有名额吗？");
  await page.locator("#simulate-form button").click();
  await page.locator(".row-marked").waitFor();
  assert.match(await page.locator(".row-marked").innerText(), /wm-demo-1[\s\S]*周六还有名额吗？/);
  await page.locator("#simulate-state a").click();
  await page.locator(".row-link", { hasText: "wm-demo-1" }).first().click();
  await page.locator(".chat-entry:not(.chat-ours)", { hasText: "周六还有名额吗？" }).waitFor();
  await page.locator(".bubble-sent", { hasText: "周六还有名额吗？" }).waitFor();
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("typed text stays in the form when sending fails", async () => {
  await using desktop = await operator();
  const { page } = desktop;
  await page.goto(`${stack.url}/console/inbox`);
  await page.route("**/api/v1/simulate-customer-msg", (route) => route.abort());
  await page.locator(".simulate summary").click();
  await page.locator("[name=content]").fill("在吗");
  await page.locator("#simulate-form button").click();
  await eventually(async () =>
    assert.match(await page.locator("#simulate-state").innerText(), /发送失败/)
  );
  assert.equal(await page.locator("[name=content]").inputValue(), "在吗");
});

Deno.test("new messages appear without a reload; visible lines do not move, and an open payload stays open", async () => {
  for (let index = 0; index < 45; index += 1) {
    const receivedAt = new Date(Date.now() - 1000 * (100 - index));
    await seedInbox(stack.sql, { sender: "reader", content: words(`line ${index}`), receivedAt });
  }
  await using desktop = await operator();
  const { page } = desktop;
  await page.goto(`${stack.url}/console/inbox?sender=reader`);

  await seed("first new one", "reader");
  await page.getByText("first new one", { exact: true }).waitFor();

  await page.evaluate(() => scrollTo(0, 900));
  const before = await topOf(page, "line 22");
  await seed("second new one", "reader");
  await page.getByText("second new one", { exact: true }).waitFor({ state: "attached" });
  assert.equal(
    await topOf(page, "line 22"),
    before,
    "the list grew above the line, and the line did not move",
  );

  await page.getByText("line 22", { exact: true }).click();
  await page.locator(".live-paused").waitFor();
  await seed("third new one", "reader");
  // No request may follow within the usual interval.
  await assert.rejects(page.waitForRequest("**/console/inbox?sender=reader", { timeout: 5_000 }));
  assert.equal(await page.getByText("third new one", { exact: true }).count(), 0);
  assert.ok(await page.locator(".payload[open]").isVisible(), "the payload stays open");
  await page.getByText("line 22", { exact: true }).click();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.getByText("third new one", { exact: true }).waitFor({ state: "attached" });
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("without script a dead letter can be run again or deleted, each after a confirmation", async () => {
  const one = (userId: string) => ({
    queue: "member.changed",
    payload: { corpId: "ww0123456789abcdef", userId, change: "updated" },
    error: `Cannot look after ${userId}`,
    failedAt: new Date(),
  });
  await seedDeadLetter(stack.sql, one("first"));
  await seedDeadLetter(stack.sql, one("second"));
  await using desktop = await operator({ script: false });
  const { page } = desktop;
  await page.goto(`${stack.url}/console/inbox/dead-letters?queue=member.changed`);
  const act = async (error: string, label: string, notice: RegExp) => {
    const ask = page.locator("tr", { hasText: error }).locator(".ask", { hasText: label });
    await ask.locator("summary").click();
    await ask.locator("button").click();
    await page.locator(".notice").waitFor();
    assert.match(await page.locator(".notice").innerText(), notice);
    assert.equal(await page.locator("tr", { hasText: error }).count(), 0);
    assert.match(page.url(), /queue=member\.changed/);
  };
  await act("look after first", "重新执行", /已重新加入队列/);
  await act("look after second", "删除", /已删除/);
  await page.getByText("该队列没有失败任务").waitFor();
});

Deno.test("a conversation can be taken over and handed back, and shows new messages without a reload", async () => {
  const minute = 60_000;
  const id = await seedConversation(stack.sql, {
    person: "wm-live-1",
    name: "周先生",
    channel: "simulated",
    place: "",
    lines: Array.from({ length: 12 }, (_, index) => ({
      at: new Date(Date.now() - minute * (20 - index)),
      says: `question ${index}`,
      turn: {
        status: "delivered" as const,
        parts: [{ text: `answer ${index}`, status: "sent" as const }],
      },
    })),
  });
  await using desktop = await operator();
  const { page } = desktop;
  await page.goto(`${stack.url}/console/conversations?q=wm-live-1`);
  await page.locator(".row-link", { hasText: "周先生" }).click();
  await page.getByText("answer 11", { exact: true }).waitFor();
  const atEnd = () =>
    page.evaluate(() => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      return scrollHeight - clientHeight - scrollTop < 60;
    });
  assert.ok(await atEnd(), "a conversation opens at its end");

  await page.getByRole("button", { name: "接管" }).click();
  await page.locator(".notice", { hasText: "AI 不再回复" }).waitFor();
  await page.getByRole("button", { name: "交还给 AI" }).click();
  await page.locator(".notice", { hasText: "已交还" }).waitFor();

  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const { sql } = stack;
  await sql`
      insert into ai_reply.messages
        (message_id, source_key, conversation_id, author, content, sent_at, filed_at, left_to_staff_at)
      values (gen_random_uuid(), ${crypto.randomUUID()}, ${id}, 'customer',
        ${sql.json({ type: "text", text: "one more thing" })}, now(), now(), now())`;
  await page.getByText("one more thing", { exact: true }).waitFor();
  assert.ok(await atEnd(), "a page that is at its end stays at its end");
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("handing back asks once about an unanswered message, without script too; the answer and who did it are in the chat", async () => {
  const id = await seedConversation(stack.sql, {
    person: "wm-left-1",
    name: "周女士",
    channel: "simulated",
    place: "",
    mode: "human",
    modeReason: "console",
    modeChangedAt: new Date(Date.now() - 60_000),
    lines: [{ at: new Date(Date.now() - 50_000), says: "可以开发票吗", isLeft: true }],
  });
  await using desktop = await operator({ script: false });
  const { page } = desktop;
  const open = () => page.goto(`${stack.url}/console/conversations/${id}`);
  await open();
  await page.locator(".ask-choice summary").click();
  assert.ok(await page.getByLabel("让 AI 回复").isChecked());
  await page.getByLabel("暂不回复").check();
  await page.locator(".ask-choice button").click();
  await page.locator(".chat-act", { hasText: "张三 把会话交还给 AI" }).waitFor();
  assert.match(await page.locator(".chat-entry").first().innerText(), /未回复/);
  await page.goto(`${stack.url}/console/conversations?q=wm-left-1`);
  assert.match(await page.locator("tbody tr").innerText(), /1 条未回复/);

  await open();
  await page.getByRole("button", { name: "让 AI 回复" }).click();
  await eventually(async () => {
    await open();
    assert.equal(await page.locator(".bubble-sent", { hasText: "可以开发票吗" }).count(), 1);
  });
  assert.doesNotMatch(await page.locator(".chat").innerText(), /未回复$/m);
});
