import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { signInDirectly } from "tests/pages/support/sign_in_steps.ts";
import { viewPageState } from "tests/pages/support/page_state.ts";
import {
  IN_CHAT,
  openInWecom,
  seeAnswers,
  SIDEBAR_STATES,
} from "tests/pages/support/sidebar_states.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";
import { clientCalls, putIntoWecom } from "tests/pages/support/wecom_client.ts";
import { eventually } from "packages/testkit/eventually.ts";

const LOOK = { theme: "light", width: 360, lang: "zh" } as const;

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

function viewState(name: string, view: (page: Page) => Promise<void>): Promise<void> {
  return viewPageState(stack, SIDEBAR_STATES.find((state) => state.name === name)!, LOOK, view);
}

Deno.test("in a chat the sidebar shows the customer and three answers, and one click sends an answer to the chat", async () => {
  await viewState("sidebar-chat", async (page) => {
    assert.equal(await page.locator("h1").innerText(), "客户小陈");
    const first = page.locator(".side-answer").first();
    const text = await first.locator(".words").innerText();
    await first.getByRole("button", { name: "发送到聊天" }).click();
    await first.getByRole("button", { name: "已发送" }).waitFor();
    const [sent, ...more] = await clientCalls(page, "sendChatMessage");
    assert.deepEqual(more, []);
    assert.equal(sent!.params["msgtype"], "text");
    assert.deepEqual(sent!.params["text"], { content: text });
  });
});

Deno.test("the client gets a signature that WeCom accepts for this page", async () => {
  await viewState("sidebar-chat", async (page) => {
    const [config] = await clientCalls(page, "agentConfig");
    const { corpid, agentid, timestamp, nonceStr, signature } = config!.params;
    const verdict = await stack.control("POST", "jssdk", {
      corpId: corpid,
      agentId: Number(agentid),
      timestamp: Number(timestamp),
      nonceStr,
      signature,
      url: page.url(),
    });
    assert.deepEqual(verdict, { ok: true });
  });
});

Deno.test("an answer can be changed before it is sent", async () => {
  await viewState("sidebar-chat", async (page) => {
    const first = page.locator(".side-answer").first();
    await first.getByRole("button", { name: "编辑" }).click();
    await first.locator("textarea").fill("我来回复您");
    await first.getByRole("button", { name: "发送到聊天" }).click();
    await eventually(async () => {
      const [sent] = await clientCalls(page, "sendChatMessage");
      assert.deepEqual(sent?.params["text"], { content: "我来回复您" });
    });
  });
});

Deno.test("tags and notes are stored, and typed text is not lost when saving fails", async () => {
  await viewState("sidebar-outside-customer", async (page) => {
    await page.getByLabel("新标签", { exact: true }).fill("试听过");
    await page.getByRole("button", { name: "添加 新标签" }).click();
    await page.locator(".side-chip", { hasText: "试听过" }).waitFor();
    const note = page.getByLabel("添加备注");
    await page.route("**/notes", (route) => route.abort("internetdisconnected"));
    await note.fill("周六下午来试听");
    await page.getByRole("button", { name: "保存备注" }).click();
    await page.locator(".side-trouble").waitFor();
    assert.equal(await note.inputValue(), "周六下午来试听");
    await page.reload();
    // Before that, growing suggestions move the form, and a click may miss its button.
    await seeAnswers(page);
    assert.equal(
      await note.inputValue(),
      "周六下午来试听",
      "also after a reload, as it happens at sign-in",
    );
    await page.unroute("**/notes");
    await page.getByRole("button", { name: "保存备注" }).click();
    await page.locator(".rows li", { hasText: "周六下午来试听" }).first().waitFor();
    assert.equal(await note.inputValue(), "");
    await page.reload();
    await seeAnswers(page);
    await page.getByRole("button", { name: "删除标签 试听过" }).click();
    await page.getByText("还没有标签。").waitFor();
    await page.getByRole("button", { name: /^删除备注: 周六/ }).first().click();
    await page.getByRole("button", { name: /^确认删除: 周六/ }).click();
    await page.getByText("还没有备注").waitFor();
  });
});

Deno.test("without permission the sidebar says so; outside a chat it offers to choose a customer", async () => {
  await viewState("sidebar-no-permission", async (page) => {
    assert.match(await page.locator(".side-trouble").innerText(), /可调用应用/);
  });
  const view = { stack, visit: (options = {}) => stack.visit({ ...LOOK, ...options }) };
  const page = await openInWecom(view, {
    ...IN_CHAT,
    getContext: { err_msg: "getContext:ok", entry: "normal" },
    selectExternalContact: { err_msg: "selectExternalContact:ok", userIds: ["wm-demo-1"] },
  });
  await page.getByRole("button", { name: "从通讯录选择客户" }).click();
  await seeAnswers(page);
  assert.equal(await page.getByRole("button", { name: "发送到聊天" }).count(), 0);
  await page.context().close();
});

Deno.test("outside WeCom the sidebar says so, opens the demo customer and copies instead of sending", async () => {
  await viewState("sidebar-outside", async (page) => {
    await page.getByText("当前不在企业微信中").waitFor();
    await page.getByRole("button", { name: /演示客户/ }).click();
    await seeAnswers(page);
    assert.match(page.url(), /customer=wm-demo-1/);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const first = page.locator(".side-answer").first();
    await first.getByRole("button", { name: "复制" }).click();
    await first.getByRole("button", { name: "已复制" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await first.locator(".words").innerText());
  });
});

Deno.test("the sidebar loads nothing from other hosts, and causes no error or warning in the browser", async () => {
  await using visitor = await stack.visit({ ...LOOK, phone: true });
  await signInDirectly(stack, visitor, "lisi");
  await putIntoWecom(visitor.page, IN_CHAT);
  await visitor.page.goto(`${stack.url}/sidebar`);
  await visitor.page.locator(".side-name").waitFor();
  assert.deepEqual(visitor.complaints, []);
});

Deno.test("the bridge is one module with a fixed address, an ETag, and CORS for our own origin only", async () => {
  const address = `${stack.url}/sidebar/wecom-bridge.js`;
  const first = await fetch(address);
  assert.match(first.headers.get("content-type")!, /^text\/javascript/);
  const source = await first.text();
  assert.match(source, /export\s*\{[^}]*connect/);
  const etag = first.headers.get("etag")!;
  const again = await fetch(address, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  const foreign = await fetch(address, { headers: { origin: "https://evil.example" } });
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
  await foreign.body?.cancel();
  const own = await fetch(address, { headers: { origin: stack.url } });
  assert.equal(own.headers.get("access-control-allow-origin"), stack.url);
  await own.body?.cancel();
});
