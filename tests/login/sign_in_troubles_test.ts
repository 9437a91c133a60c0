import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  chooseNumber,
  leaveSignIn,
  openSignIn,
  otherNumber,
  readNumber,
  readQr,
  scan,
  seePhase,
  signInByQr,
  signInDirectly,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";

const LISI = "ww0123456789abcdef/lisi";
const LONGER_THAN_AN_ATTEMPT_MS = 125_000;

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

/** Presses the only button over a QR code that has ended. */
async function renew(page: Page): Promise<void> {
  await page.locator(".scan-veil button").click();
}

/** Headless Chromium hides no tab, so this sets `document.hidden` and sends the event. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
}

Deno.test("declined on the phone: no one is signed in, and one click starts a new attempt", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await scan(stack, phone, await openSignIn(stack, desktop));
  await phone.page.getByRole("button", { name: "不是我，拒绝登录" }).click();
  assert.match(await phone.page.locator("h1").innerText(), /已拒绝登录/);
  await seePhase(desktop.page, "denied");
  assert.equal(await whoIsIn(stack, desktop), undefined);

  await renew(desktop.page);
  await signInByQr(stack, desktop.page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("a wrong number ends the attempt on both devices, and the right number can no longer be chosen", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await scan(stack, phone, await openSignIn(stack, desktop));
  const number = await readNumber(desktop.page);
  await chooseNumber(phone, await otherNumber(phone, number));
  assert.match(await phone.page.locator("h1").innerText(), /数字不一致/);
  await seePhase(desktop.page, "denied");

  await phone.page.goBack();
  assert.equal(await phone.page.locator("button[name=number]").count(), 0);
  assert.equal(await whoIsIn(stack, desktop), undefined);
});

Deno.test("when the phone has lost its page, the keyboard can request a new QR code, which works", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const { page } = desktop;
  const qr = await openSignIn(stack, desktop);
  await scan(stack, phone, qr);
  await readNumber(page);
  await phone.page.goto("about:blank");

  const another = page.getByRole("button", { name: "刷新二维码" });
  await another.focus();
  await page.keyboard.press("Enter");
  assert.notEqual(await readQr(page), qr);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "scan-state");
  await signInByQr(stack, page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("an expired QR code is covered, and one click shows a new one that works", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await desktop.page.clock.install();
  const qr = await openSignIn(stack, desktop);
  await desktop.page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
  await seePhase(desktop.page, "expired");
  assert.match(await desktop.page.locator(".scan-title").innerText(), /二维码已失效/);

  await renew(desktop.page);
  assert.notEqual(await readQr(desktop.page), qr);
  await signInByQr(stack, desktop.page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("a person who may not sign in sees the reason, and another person can use the next QR code", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await scan(stack, phone, await openSignIn(stack, desktop), "zhaoliu");
  assert.match(await phone.page.locator("h1").innerText(), /您的账号已被停用/);
  await seePhase(desktop.page, "failed");
  assert.match(await desktop.page.locator(".scan-title").innerText(), /您的账号已被停用/);

  await renew(desktop.page);
  await signInByQr(stack, desktop.page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("the page renews an attempt that the server no longer knows", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const qr = await openSignIn(stack, desktop);
  await setHidden(desktop.page, true);
  await desktop.context.clearCookies({ name: /^wl_/ });
  await setHidden(desktop.page, false);
  await desktop.page.locator(`.scan-waiting ~ .scan-aid a:not([href="${qr}"])`).waitFor();
  await signInByQr(stack, desktop.page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("a hidden tab sends no requests, and continues when it is visible again", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const qr = await openSignIn(stack, desktop);
  await setHidden(desktop.page, true);
  let requests = 0;
  desktop.page.on("request", () => requests += 1);
  await scan(stack, phone, qr);
  await phone.page.locator(".confirm").waitFor();
  assert.equal(requests, 0, "the scan would have released a poll");

  await setHidden(desktop.page, false);
  await chooseNumber(phone, await readNumber(desktop.page));
  await leaveSignIn(desktop.page);
});

Deno.test("after the second lost answer the page shows that it reconnects, and it continues without a click", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  let isDown = true;
  await desktop.page.route(
    /\/api\/auth\/wecom\/(poll|status)\?/,
    (route) => isDown ? route.abort("connectionrefused") : route.continue(),
  );
  await openSignIn(stack, desktop);
  const title = desktop.page.locator(".scan-title");
  await title.filter({ hasText: "正在重新连接" }).waitFor();
  isDown = false;
  await title.filter({ hasText: "请用企业微信扫码" }).waitFor();
  await signInByQr(stack, desktop.page, phone);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("a request that is lost while redeeming is sent again", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  let lost = 0;
  await desktop.page.route("**/api/auth/token", async (route) => {
    if (lost > 0) return await route.continue();
    lost += 1;
    await route.abort("connectionreset");
  });
  await openSignIn(stack, desktop);
  await signInByQr(stack, desktop.page, phone);
  assert.equal(lost, 1);
  assert.equal(await whoIsIn(stack, desktop), LISI);
});

Deno.test("a wrong password keeps the user name and shows an error; the right password signs in", async () => {
  await using desktop = await stack.visit();
  await openSignIn(stack, desktop, "?redirect=%2F%3Fby%3Daccount");
  const { page } = desktop;
  await page.locator("summary").click();
  await page.getByLabel("用户名").fill(stack.account.name);
  await page.getByLabel("密码").fill("not the right one");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "用户名或密码错误" }).waitFor();
  assert.equal(await page.getByLabel("用户名").inputValue(), stack.account.name);
  assert.equal(await page.getByLabel("密码").inputValue(), "");

  await page.getByLabel("密码").fill(stack.account.password);
  await page.keyboard.press("Enter");
  await leaveSignIn(page);
  assert.equal(page.url(), `${stack.url}/?by=account`);
  assert.equal(await whoIsIn(stack, desktop), `local/${stack.account.name}`);
});

Deno.test("signing out ends the session, and a copied refresh token no longer works", async () => {
  await using desktop = await stack.visit();
  await signInDirectly(stack, desktop, "lisi");
  const refresh = (cookie: string) =>
    fetch(`${stack.url}/api/auth/refresh`, {
      method: "POST",
      headers: { cookie, origin: stack.url, "content-type": "application/json" },
      body: "{}",
    });
  const stolen = await readRefreshCookie();
  assert.equal((await discardBody(refresh(stolen))).status, 200);

  await desktop.page.getByRole("button", { name: "退出登录" }).click();
  await desktop.page.waitForURL(`${stack.url}/login?signed_out=1`);
  assert.match(await desktop.page.locator(".notice-good").innerText(), /已退出登录/);
  assert.equal(await whoIsIn(stack, desktop), undefined);
  assert.equal((await discardBody(refresh(stolen))).status, 401);

  async function readRefreshCookie(): Promise<string> {
    const cookies = await desktop.context.cookies();
    const { name, value } = cookies.find(({ name }) => name.startsWith("wecom_refresh"))!;
    return `${name}=${value}`;
  }
});

async function discardBody(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  await response.body?.cancel();
  return response;
}
