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

const stage = await openBrowserStack();
Deno.test.afterAll(() => stage.close());

/** The one button over a QR that is over. */
async function renew(page: Page): Promise<void> {
  await page.locator(".scan-veil button").click();
}

/** Headless Chromium hides no tab, so the page is told that it is hidden. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
}

Deno.test("declined on the phone: nobody is signed in, and one click starts over", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await scan(stage, phone, await openSignIn(stage, desktop));
  await phone.page.getByRole("button", { name: "不是我，拒绝登录" }).click();
  assert.match(await phone.page.locator("h1").innerText(), /已拒绝登录/);
  await seePhase(desktop.page, "denied");
  assert.equal(await whoIsIn(stage, desktop), undefined);

  await renew(desktop.page);
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("a wrong number ends the attempt on both sides, and the right one is then worth nothing", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await scan(stage, phone, await openSignIn(stage, desktop));
  const number = await readNumber(desktop.page);
  await chooseNumber(phone, await otherNumber(phone, number));
  assert.match(await phone.page.locator("h1").innerText(), /数字不一致/);
  await seePhase(desktop.page, "denied");

  await phone.page.goBack();
  assert.equal(await phone.page.locator("button[name=number]").count(), 0);
  assert.equal(await whoIsIn(stage, desktop), undefined);
});

Deno.test("a phone that has lost its page is no dead end: the keyboard gets another QR, which works", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  const { page } = desktop;
  const qr = await openSignIn(stage, desktop);
  await scan(stage, phone, qr);
  await readNumber(page);
  await phone.page.goto("about:blank");

  const another = page.getByRole("button", { name: "刷新二维码" });
  await another.focus();
  await page.keyboard.press("Enter");
  assert.notEqual(await readQr(page), qr);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "scan-state");
  await signInByQr(stage, page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("an expired QR is veiled, and one click brings another that works", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await desktop.page.clock.install();
  const qr = await openSignIn(stage, desktop);
  await desktop.page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
  await seePhase(desktop.page, "expired");
  assert.match(await desktop.page.locator(".scan-title").innerText(), /二维码已失效/);

  await renew(desktop.page);
  assert.notEqual(await readQr(desktop.page), qr);
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("who may not sign in is told why, and somebody else may use the next QR", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await scan(stage, phone, await openSignIn(stage, desktop), "zhaoliu");
  assert.match(await phone.page.locator("h1").innerText(), /您的账号已被停用/);
  await seePhase(desktop.page, "failed");
  assert.match(await desktop.page.locator(".scan-title").innerText(), /您的账号已被停用/);

  await renew(desktop.page);
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("an attempt that the server has forgotten is renewed by the page itself", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  const qr = await openSignIn(stage, desktop);
  await setHidden(desktop.page, true);
  await desktop.context.clearCookies({ name: /^wl_/ });
  await setHidden(desktop.page, false);
  await desktop.page.locator(`.scan-waiting ~ .scan-aid a:not([href="${qr}"])`).waitFor();
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("a hidden tab asks nothing, and catches up when it is seen again", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  const qr = await openSignIn(stage, desktop);
  await setHidden(desktop.page, true);
  let asked = 0;
  desktop.page.on("request", () => asked += 1);
  await scan(stage, phone, qr);
  await phone.page.locator(".confirm").waitFor();
  assert.equal(asked, 0, "the scan would have released a poll");

  await setHidden(desktop.page, false);
  await chooseNumber(phone, await readNumber(desktop.page));
  await leaveSignIn(desktop.page);
});

Deno.test("lost answers are told after the second one, and the page goes on by itself", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  let isDown = true;
  await desktop.page.route(
    /\/api\/auth\/wecom\/(poll|status)\?/,
    (route) => isDown ? route.abort("connectionrefused") : route.continue(),
  );
  await openSignIn(stage, desktop);
  const title = desktop.page.locator(".scan-title");
  await title.filter({ hasText: "正在重新连接" }).waitFor();
  isDown = false;
  await title.filter({ hasText: "请用企业微信扫码" }).waitFor();
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("a request that is lost while redeeming is sent again", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  let lost = 0;
  await desktop.page.route("**/api/auth/token", async (route) => {
    if (lost > 0) return await route.continue();
    lost += 1;
    await route.abort("connectionreset");
  });
  await openSignIn(stage, desktop);
  await signInByQr(stage, desktop.page, phone);
  assert.equal(lost, 1);
  assert.equal(await whoIsIn(stage, desktop), LISI);
});

Deno.test("a wrong password keeps the name and says so; the right one signs in", async () => {
  await using desktop = await stage.visit();
  await openSignIn(stage, desktop, "?redirect=%2F%3Fby%3Daccount");
  const { page } = desktop;
  await page.locator("summary").click();
  await page.getByLabel("用户名").fill(stage.account.name);
  await page.getByLabel("密码").fill("not the right one");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "用户名或密码错误" }).waitFor();
  assert.equal(await page.getByLabel("用户名").inputValue(), stage.account.name);
  assert.equal(await page.getByLabel("密码").inputValue(), "");

  await page.getByLabel("密码").fill(stage.account.password);
  await page.keyboard.press("Enter");
  await leaveSignIn(page);
  assert.equal(page.url(), `${stage.url}/?by=account`);
  assert.equal(await whoIsIn(stage, desktop), `local/${stage.account.name}`);
});

Deno.test("signing out ends the session, also for whoever kept its refresh token", async () => {
  await using desktop = await stage.visit();
  await signInDirectly(stage, desktop, "lisi");
  const refresh = (cookie: string) =>
    fetch(`${stage.url}/api/auth/refresh`, {
      method: "POST",
      headers: { cookie, origin: stage.url, "content-type": "application/json" },
      body: "{}",
    });
  const stolen = await readRefreshCookie();
  assert.equal((await drained(refresh(stolen))).status, 200);

  await desktop.page.getByRole("button", { name: "退出登录" }).click();
  await desktop.page.waitForURL(`${stage.url}/login?signed_out=1`);
  assert.match(await desktop.page.locator(".notice-good").innerText(), /已退出登录/);
  assert.equal(await whoIsIn(stage, desktop), undefined);
  assert.equal((await drained(refresh(stolen))).status, 401);

  async function readRefreshCookie(): Promise<string> {
    const cookies = await desktop.context.cookies();
    const { name, value } = cookies.find(({ name }) => name.startsWith("wecom_refresh"))!;
    return `${name}=${value}`;
  }
});

async function drained(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  await response.body?.cancel();
  return response;
}
