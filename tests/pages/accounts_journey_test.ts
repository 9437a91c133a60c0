import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { addAccount, phone, press, waitForState } from "tests/pages/support/account_steps.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";
import { openSession } from "tests/pages/support/sign_in_steps.ts";

/** A company's system that is away at first. */
const receiver = { isAway: true, got: [] as string[] };
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  async (request) => {
    if (receiver.isAway) return new Response("away", { status: 500 });
    receiver.got.push(JSON.parse(await request.text()).type);
    return new Response(null, { status: 204 });
  },
);
const stack = await openBrowserStack({
  WEBHOOK_URL: `http://127.0.0.1:${server.addr.port}/events`,
  WEBHOOK_SECRET: `whsec_${new Uint8Array(32).fill(7).toBase64()}`,
});
Deno.test.afterAll(async () => {
  await stack.close();
  await server.shutdown();
});

async function openConsole(options: Parameters<typeof stack.visit>[0] = {}) {
  const visitor = await stack.visit(options);
  await openSession(stack, visitor, "zhangsan");
  await visitor.page.goto(`${stack.url}/console/accounts`);
  return visitor;
}

Deno.test("an operator adds an account, scans, types the code, and the account survives a stop and a loss", async () => {
  await using visitor = await openConsole();
  const { page, complaints } = visitor;
  await page.getByText("还没有账号").waitFor();
  await page.getByRole("link", { name: "打开模拟手机" }).waitFor();

  // A loss is over within seconds.
  await page.getByRole("link", { name: "设置" }).click();
  await page.getByLabel("第一次重连前等待").fill("1");
  await press(page, "保存设置");
  await page.getByText("设置已保存").waitFor();
  assert.equal(await page.getByLabel("第一次重连前等待").inputValue(), "1");

  await addAccount(page, stack.url, "前台小王");
  await press(page, "登录");
  const qr = page.locator(".qr img");
  await qr.waitFor();
  assert.match(await qr.getAttribute("src") ?? "", /^data:image\/jpeg;base64,/);
  assert.match(await page.locator(".qr-clock").innerText(), /^(9:\d\d|10:00)$/);
  await phone(stack, "scan", { wait: true });
  await waitForState(page, "已扫码");
  const { code } = await phone(stack, "confirm", { wait: true });
  await waitForState(page, "待输入验证码");
  await page.setViewportSize({ width: 360, height: 740 });
  const above = await page.locator(".code-input").boundingBox();
  assert.ok(above!.y < (await page.locator(".qr").boundingBox())!.y, "the box is below the code");
  await page.setViewportSize({ width: 1280, height: 800 });
  const box = page.locator(".code-input");
  await eventually(async () =>
    assert.ok(await box.evaluate((input) => input === document.activeElement))
  );
  await box.fill(String(code) === "000000" ? "000001" : "000000");
  await press(page, "提交验证码");
  await page.getByText("验证码不正确").waitFor();
  await page.getByText("还可以试 4 次").waitFor();
  await page.locator(".code-input").fill(String(code));
  await press(page, "提交验证码");
  await waitForState(page, "在线");
  assert.equal(await page.locator(".qr").count(), 0);
  assert.doesNotMatch(await page.content(), /data:image\/jpeg/);

  await press(page, "停止");
  await waitForState(page, "已停止");
  await press(page, "登录");
  await waitForState(page, "在线");

  await phone(stack, "drop", { wait: true });
  const state = page.locator(".state-head .tag").first();
  await eventually(async () => assert.notEqual(await state.innerText(), "在线"));
  await waitForState(page, "在线");
  assert.equal(await page.locator(".qr").count(), 0);
  assert.deepEqual(complaints, []);
});

Deno.test("an operator writes to a contact and sees the outcome; while all sending is stopped, nothing is sent and nothing is lost", async () => {
  await using visitor = await openConsole();
  const { page, complaints } = visitor;
  await page.getByRole("link", { name: "前台小王" }).click();
  await page.getByRole("link", { name: "通讯录" }).click();
  const rows = page.locator("tr[data-find]");
  await rows.first().waitFor();
  const first = await rows.first().locator(".contact-name").innerText();
  await page.locator("#find-rows").fill(first);
  await eventually(async () => assert.ok(await rows.filter({ visible: true }).count() >= 1));
  // On a phone, rows are blocks.
  await page.setViewportSize({ width: 360, height: 740 });
  const all = await rows.count();
  await eventually(async () => assert.ok(await rows.filter({ visible: true }).count() < all));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("link", { name: `发消息 ${first}` }).first().click();

  await page.locator(".send-name", { hasText: first }).waitFor();
  const content = page.locator("textarea");
  await content.fill("您好，\n周六的课已约好。");
  await page.getByText("34 / 2048 字节").waitFor();
  await press(page, "发送");
  await page.locator(".row-new .tag", { hasText: "已发送" }).waitFor();
  await page.getByText("周六的课已约好。").first().waitFor();

  await page.goto(`${stack.url}/console/accounts/settings`);
  await page.locator(".settings-switch summary").click();
  await press(page, "确认停止全部发送");
  await page.getByText("已停止全部发送。", { exact: true }).waitFor();
  await page.goto(`${stack.url}/console/accounts`);
  await page.getByText("已停止全部发送：所有账号的消息都不会发出。").waitFor();
  await page.getByRole("link", { name: "前台小王" }).click();
  await page.getByRole("link", { name: "发送消息" }).click();
  await page.getByLabel("接收方 ID").fill("7881300000000042");
  await content.fill("这条不会发出");
  await press(page, "发送");
  await page.locator(".form-error", { hasText: "发送" }).waitFor();
  assert.equal(await content.inputValue(), "这条不会发出");
  await page.goto(`${stack.url}/console/accounts/settings`);
  await press(page, "恢复发送");
  await page.getByText("已恢复发送。").waitFor();
  assert.deepEqual(complaints, []);
});

Deno.test("a failed webhook is sent again when the receiver is back", async () => {
  await using visitor = await openConsole();
  const { page, complaints } = visitor;
  await page.goto(`${stack.url}/console/webhooks?type=account.online`);
  await page.getByRole("link", { name: "account.online" }).last().click();
  await page.getByText("500").first().waitFor();
  receiver.isAway = false;
  await press(page, "立即重试");
  await page.locator(".webhook-facts .tag", { hasText: "已送达" }).waitFor();
  assert.ok(receiver.got.includes("account.online"));
  assert.deepEqual(complaints, []);
});

Deno.test("the log has filters; the audit trail names each act; an account is renamed and removed", async () => {
  await using visitor = await openConsole();
  const { page, complaints } = visitor;
  await page.getByRole("link", { name: "前台小王" }).click();
  await page.getByRole("link", { name: "日志" }).click();
  await page.locator("tbody tr").first().waitFor();
  await page.getByLabel("步骤").selectOption("init");
  await press(page, "筛选");
  await eventually(async () => {
    const stages = await page.locator("tbody tr td:nth-child(3)").allInnerTexts();
    assert.ok(stages.length > 0 && stages.every((stage) => stage === "创建实例"), stages.join());
  });

  await page.getByRole("link", { name: "概览", exact: true }).last().click();
  await page.getByText("显示含令牌的完整地址").click();
  const address = await page.locator(".secret-address code").innerText();
  assert.match(address, /\/callback\/wxwork\/[0-9a-f-]{36}\.\d+\.[\w-]{43}$/);
  await press(page, "立即重新注册");
  await page.getByText("回调地址已重新注册").waitFor();

  await page.getByLabel("名称").fill("前台小李");
  await press(page, "重命名");
  await page.getByRole("heading", { name: "前台小李" }).waitFor();
  await page.getByText("删除账号", { exact: true }).click();
  await page.getByText("删除账号「前台小李」？").waitFor();
  await press(page, "确认删除账号");
  await page.getByText("还没有账号").waitFor();

  await eventually(async () => {
    await page.goto(`${stack.url}/console/audit`);
    const acts = (await page.locator("tbody").innerText()).replaceAll(/\s+/g, " ");
    for (const act of ["添加上游账号", "启动上游账号", "停止上游账号", "重命名", "删除上游账号"]) {
      assert.ok(acts.includes(act), `${act}: ${acts}`);
    }
  });
  assert.deepEqual(complaints, []);
});

Deno.test("an expired QR code is veiled and wiped, and one button gets a new one, also with a wrong clock", async () => {
  await using visitor = await openConsole();
  const { page, complaints } = visitor;
  await page.clock.install();
  await addAccount(page, stack.url, "过期");
  await press(page, "登录");
  const image = page.locator(".qr img");
  const first = await image.getAttribute("src");
  await page.clock.fastForward(601_000);
  await page.clock.runFor(2_000);
  await page.locator(".qr-expired").getByText("二维码已过期").waitFor();
  assert.equal(await image.count(), 0);
  await page.getByRole("button", { name: "换一个二维码" }).click();
  await page.getByText("二维码已更新").waitFor();
  // The clock of this browser is ten minutes ahead.
  await page.clock.runFor(2_000);
  assert.match(await page.locator(".qr-clock").innerText(), /^(9:\d\d|10:00)$/);
  assert.notEqual(await image.getAttribute("src"), first);
  await press(page, "停止");
  await waitForState(page, "已停止");
  assert.deepEqual(complaints, []);
});

Deno.test("without script the same forms lead to the code and to the account online", async () => {
  await using visitor = await openConsole({ script: false });
  const { page } = visitor;
  await addAccount(page, stack.url, "无脚本");
  await press(page, "登录");
  await page.locator(".qr img").waitFor();
  await phone(stack, "scan", { vid: "1688000000000034", wait: true });
  const { code } = await phone(stack, "confirm", { wait: true });
  await eventually(async () => {
    await page.reload();
    assert.equal(await page.locator(".code-input").count(), 1);
    assert.match(await page.locator(".state-next").innerText(), /6 位验证码/);
  });
  await page.locator(".code-input").fill(String(code));
  await press(page, "提交验证码");
  await eventually(async () => {
    await page.reload();
    assert.equal(await page.locator(".state-head .tag").first().innerText(), "在线");
  });
});
