import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { qrDataUrl } from "services/auth/domain/qr_code.ts";
import {
  chooseNumber,
  leaveSignIn,
  openSignIn,
  readNumber,
  readQr,
  seePhase,
  signInByQr,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";

const CORP = "ww0123456789abcdef";
const SCRIPT_BYTES_MAX = 30 * 1024;

const stage = await openBrowserStack();
Deno.test.afterAll(() => stage.close());

/** On the simulated phone's or WeCom's page: who it is, and the button that goes on. */
async function choosePerson(page: Page, name: string, button: string): Promise<void> {
  await page.locator(".person", { hasText: name }).click();
  await page.getByRole("button", { name: button, exact: true }).click();
}

Deno.test("own QR: scan, compare the number, confirm, and the computer is signed in", async () => {
  await using desktop = await stage.visit({ width: 1280 });
  await using phone = await stage.visit({ phone: true });
  const qr = await openSignIn(stage, desktop);
  assert.equal(await desktop.page.locator(".scan-qr").getAttribute("src"), qrDataUrl(qr));

  await phone.page.goto(qr);
  await choosePerson(phone.page, "李四", "打开");
  const confirm = phone.page.locator(".confirm");
  await confirm.waitFor();
  const asked = await confirm.innerText();
  for (const part of [new URL(stage.url).host, "李四", "Chrome，Windows", "与这部手机同一网络"]) {
    assert.ok(asked.includes(part), `the phone does not say ${part}`);
  }
  const number = await readNumber(desktop.page);
  await chooseNumber(phone, number);
  assert.match(await phone.page.locator("h1").innerText(), /已确认登录/);
  assert.match(await phone.page.locator(".outcome").innerText(), /您可以关闭此页面/);

  await leaveSignIn(desktop.page);
  assert.equal(desktop.page.url(), `${stage.url}/`);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "李四");
  assert.equal(await whoIsIn(stage, desktop), `${CORP}/lisi`);
  assert.equal(await whoIsIn(stage, phone), undefined, "the phone is signed in to nothing");
  assert.deepEqual([...desktop.complaints, ...phone.complaints], []);
});

Deno.test("hosted: to WeCom's page on another site and back, and the browser is signed in", async () => {
  await using desktop = await stage.visit();
  await openSignIn(stage, desktop);
  await desktop.page.getByRole("link", { name: "使用企业微信网页登录" }).click();
  await desktop.page.waitForURL(`${stage.simulatorUrl}/**`);
  await choosePerson(desktop.page, "张三", "确认登录");
  await leaveSignIn(desktop.page);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "张三");
  assert.match(await desktop.page.locator(".bar-detail").innerText(), /operator/);
  assert.equal(await whoIsIn(stage, desktop), `${CORP}/zhangsan`);
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("in-app: inside WeCom the sign-in page is never seen, and the second time nothing is", async () => {
  await using inside = await stage.visit({ phone: true });
  await inside.page.goto(`${stage.url}/login?redirect=%2F%3Ffrom%3Dapp`);
  assert.equal(new URL(inside.page.url()).pathname, "/sim/wecom/connect/oauth2/authorize");
  await choosePerson(inside.page, "王五", "打开");
  await leaveSignIn(inside.page);
  assert.equal(inside.page.url(), `${stage.url}/?from=app`);
  assert.equal(await whoIsIn(stage, inside), `${CORP}/wangwu`);

  await inside.context.clearCookies({ domain: "127.0.0.1" });
  assert.equal(await whoIsIn(stage, inside), undefined);
  await inside.page.goto(`${stage.url}/login?redirect=%2F%3Fagain%3D1`);
  const { href, hash } = new URL(inside.page.url());
  assert.equal(hash, "", "WeCom's #wechat_redirect is not ours to keep");
  assert.equal(href.replace(/#$/, ""), `${stage.url}/?again=1`);
  assert.equal(await whoIsIn(stage, inside), `${CORP}/wangwu`);
  assert.deepEqual(inside.complaints, []);
});

Deno.test("a deep link is where the sign-in leads, with its query", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await openSignIn(stage, desktop, "?redirect=/orders?x=1");
  await signInByQr(stage, desktop.page, phone);
  assert.equal(desktop.page.url(), `${stage.url}/orders?x=1`);
});

Deno.test("whoever is signed in is sent on by the sign-in page", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await openSignIn(stage, desktop);
  await signInByQr(stage, desktop.page, phone);
  await desktop.page.goto(`${stage.url}/login?redirect=%2F%3Fcome%3Dback`);
  assert.equal(desktop.page.url(), `${stage.url}/?come=back`);
});

Deno.test("the language switch keeps where the person was going, and lasts", async () => {
  await using desktop = await stage.visit({ lang: "zh" });
  await using phone = await stage.visit({ phone: true });
  await openSignIn(stage, desktop, "?redirect=%2F%3Fa%3D1%26b%3D2");
  await desktop.page.getByRole("link", { name: "English" }).click();
  await desktop.page.locator("html[lang=en]").waitFor();
  await readQr(desktop.page);
  assert.match(await desktop.page.locator("h1").innerText(), /^Sign in to/);
  await desktop.page.goto(`${stage.url}/login?redirect=%2F%3Fa%3D1%26b%3D2`);
  assert.equal(await desktop.page.locator("html").getAttribute("lang"), "en");
  await desktop.page.getByRole("link", { name: "中文" }).click();
  await desktop.page.locator("html[lang=zh-CN]").waitFor();
  await signInByQr(stage, desktop.page, phone);
  assert.equal(desktop.page.url(), `${stage.url}/?a=1&b=2`);
});

Deno.test("two tabs of one browser each finish their own sign-in", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await using otherPhone = await stage.visit({ phone: true });
  const otherTab = await desktop.context.newPage();
  await desktop.page.goto(`${stage.url}/login?redirect=%2F%3Ftab%3D1`);
  await otherTab.goto(`${stage.url}/login?redirect=%2F%3Ftab%3D2`);
  const [qr, otherQr] = [await readQr(desktop.page), await readQr(otherTab)];
  assert.notEqual(qr, otherQr);

  await signInByQr(stage, desktop.page, phone, "lisi");
  assert.equal(desktop.page.url(), `${stage.url}/?tab=1`);
  await signInByQr(stage, otherTab, otherPhone, "lisi");
  assert.equal(otherTab.url(), `${stage.url}/?tab=2`);
});

Deno.test("back after the sign-in does not lead to a dead QR", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  await desktop.page.goto(`${stage.url}/`);
  await desktop.page.getByRole("link", { name: "登录", exact: true }).click();
  await signInByQr(stage, desktop.page, phone);
  await desktop.page.goBack();
  assert.equal(desktop.page.url(), `${stage.url}/`);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "李四");
});

Deno.test("the sign-in page's scripts weigh at most 30 KB on the wire", async () => {
  await using desktop = await stage.visit();
  const sizes: Promise<number>[] = [];
  desktop.page.on("requestfinished", (request) => {
    if (request.resourceType() !== "script") return;
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await openSignIn(stage, desktop);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 0 && bytes <= SCRIPT_BYTES_MAX, `${bytes} bytes`);
});

Deno.test("without script the page says so, and WeCom's page still signs in", async () => {
  await using desktop = await stage.visit({ script: false });
  await desktop.page.goto(`${stage.url}/login?redirect=%2F%3Fplain%3D1`);
  assert.match(await desktop.page.locator(".notice").innerText(), /需要浏览器启用 JavaScript/);
  assert.equal(await desktop.page.locator("#scan").isVisible(), false);
  await desktop.page.getByRole("link", { name: "使用企业微信网页登录" }).click();
  await choosePerson(desktop.page, "李四", "确认登录");
  await leaveSignIn(desktop.page);
  assert.equal(desktop.page.url(), `${stage.url}/?plain=1`);
});

Deno.test("reloading in the middle gives a fresh QR that works", async () => {
  await using desktop = await stage.visit();
  await using phone = await stage.visit({ phone: true });
  const first = await openSignIn(stage, desktop);
  await phone.page.goto(`${first.split("#")[0]}&sim_user=lisi&sim_action=confirm`);
  await seePhase(desktop.page, "choosing");
  await desktop.page.reload();
  assert.notEqual(await readQr(desktop.page), first);
  await signInByQr(stage, desktop.page, phone);
  assert.equal(await whoIsIn(stage, desktop), `${CORP}/lisi`);
});
