import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { qrDataUrl } from "services/auth/domain/qr_code.ts";
import {
  chooseNumber,
  leaveSignIn,
  openSignIn,
  readNumber,
  readQr,
  signInByQr,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";

const CORP = "ww0123456789abcdef";
const SCRIPT_BYTES_MAX = 30 * 1024;

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

/** On the simulated phone or WeCom's page: selects a person and presses the button. */
async function choosePerson(page: Page, name: string, button: string): Promise<void> {
  await page.locator(".person", { hasText: name }).click();
  await page.getByRole("button", { name: button, exact: true }).click();
}

Deno.test("own QR: scan, compare the number, confirm, and the computer is signed in", async () => {
  await using desktop = await stack.visit({ width: 1280 });
  await using phone = await stack.visit({ phone: true });
  const qr = await openSignIn(stack, desktop);
  assert.equal(await desktop.page.locator(".scan-qr").getAttribute("src"), qrDataUrl(qr));

  await phone.page.goto(qr);
  await choosePerson(phone.page, "李四", "打开");
  const confirm = phone.page.locator(".confirm");
  await confirm.waitFor();
  const asked = await confirm.innerText();
  for (const part of [new URL(stack.url).host, "李四", "Chrome，Windows", "与这部手机同一网络"]) {
    assert.ok(asked.includes(part), `the phone does not show ${part}`);
  }
  const number = await readNumber(desktop.page);
  await chooseNumber(phone, number);
  assert.match(await phone.page.locator("h1").innerText(), /已确认登录/);
  assert.match(await phone.page.locator(".outcome").innerText(), /您可以关闭此页面/);

  await leaveSignIn(desktop.page);
  assert.equal(desktop.page.url(), `${stack.url}/`);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "李四");
  assert.equal(await whoIsIn(stack, desktop), `${CORP}/lisi`);
  assert.equal(await whoIsIn(stack, phone), undefined, "the phone is not signed in");
  assert.deepEqual([...desktop.complaints, ...phone.complaints], []);
});

Deno.test("hosted: the browser goes to WeCom's page on another site, returns, and is signed in", async () => {
  await using desktop = await stack.visit();
  await openSignIn(stack, desktop);
  await desktop.page.getByRole("link", { name: "使用企业微信网页登录" }).click();
  await desktop.page.waitForURL(`${stack.simulatorUrl}/**`);
  await choosePerson(desktop.page, "张三", "确认登录");
  await leaveSignIn(desktop.page);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "张三");
  assert.match(await desktop.page.locator(".bar-detail").innerText(), /operator/);
  assert.equal(await whoIsIn(stack, desktop), `${CORP}/zhangsan`);
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("in-app: inside WeCom the sign-in page is never shown, and the second sign-in shows no page at all", async () => {
  await using inside = await stack.visit({ phone: true });
  await inside.page.goto(`${stack.url}/login?redirect=%2F%3Ffrom%3Dapp`);
  assert.equal(new URL(inside.page.url()).pathname, "/sim/wecom/connect/oauth2/authorize");
  await choosePerson(inside.page, "王五", "打开");
  await leaveSignIn(inside.page);
  assert.equal(inside.page.url(), `${stack.url}/?from=app`);
  assert.equal(await whoIsIn(stack, inside), `${CORP}/wangwu`);

  await inside.context.clearCookies({ domain: "127.0.0.1" });
  assert.equal(await whoIsIn(stack, inside), undefined);
  await inside.page.goto(`${stack.url}/login?redirect=%2F%3Fagain%3D1`);
  const { href, hash } = new URL(inside.page.url());
  assert.equal(hash, "", "WeCom's #wechat_redirect is removed");
  assert.equal(href.replace(/#$/, ""), `${stack.url}/?again=1`);
  assert.equal(await whoIsIn(stack, inside), `${CORP}/wangwu`);
  assert.deepEqual(inside.complaints, []);
});

Deno.test("a sign-in that starts from a deep link ends at that link, with its query", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await openSignIn(stack, desktop, "?redirect=/orders?x=1");
  await signInByQr(stack, desktop.page, phone);
  assert.equal(desktop.page.url(), `${stack.url}/orders?x=1`);
});

Deno.test("the sign-in page redirects a person who is already signed in", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await openSignIn(stack, desktop);
  await signInByQr(stack, desktop.page, phone);
  await desktop.page.goto(`${stack.url}/login?redirect=%2F%3Fcome%3Dback`);
  assert.equal(desktop.page.url(), `${stack.url}/?come=back`);
});

Deno.test("the language switch keeps the redirect, and the browser remembers the language", async () => {
  await using desktop = await stack.visit({ lang: "zh" });
  await using phone = await stack.visit({ phone: true });
  await openSignIn(stack, desktop, "?redirect=%2F%3Fa%3D1%26b%3D2");
  await desktop.page.getByRole("link", { name: "English" }).click();
  await desktop.page.locator("html[lang=en]").waitFor();
  await readQr(desktop.page);
  assert.match(await desktop.page.locator("h1").innerText(), /^Sign in to/);
  await desktop.page.goto(`${stack.url}/login?redirect=%2F%3Fa%3D1%26b%3D2`);
  assert.equal(await desktop.page.locator("html").getAttribute("lang"), "en");
  await desktop.page.getByRole("link", { name: "中文" }).click();
  await desktop.page.locator("html[lang=zh-CN]").waitFor();
  await signInByQr(stack, desktop.page, phone);
  assert.equal(desktop.page.url(), `${stack.url}/?a=1&b=2`);
});

Deno.test("the back button after sign-in does not lead to a used QR code", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await desktop.page.goto(`${stack.url}/`);
  await desktop.page.getByRole("link", { name: "登录", exact: true }).click();
  await signInByQr(stack, desktop.page, phone);
  await desktop.page.goBack();
  assert.equal(desktop.page.url(), `${stack.url}/`);
  assert.equal(await desktop.page.locator(".bar b").innerText(), "李四");
});

Deno.test("the sign-in page's scripts transfer at most 30 KB", async () => {
  await using desktop = await stack.visit();
  const sizes: Promise<number>[] = [];
  desktop.page.on("requestfinished", (request) => {
    if (request.resourceType() !== "script") return;
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await openSignIn(stack, desktop);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 0 && bytes <= SCRIPT_BYTES_MAX, `${bytes} bytes`);
});

Deno.test("without JavaScript the page shows a notice, and sign-in through WeCom's page works", async () => {
  await using desktop = await stack.visit({ script: false });
  await desktop.page.goto(`${stack.url}/login?redirect=%2F%3Fplain%3D1`);
  assert.match(await desktop.page.locator(".notice").innerText(), /需要浏览器启用 JavaScript/);
  assert.equal(await desktop.page.locator("#scan").isVisible(), false);
  await desktop.page.getByRole("link", { name: "使用企业微信网页登录" }).click();
  await choosePerson(desktop.page, "李四", "确认登录");
  await leaveSignIn(desktop.page);
  assert.equal(desktop.page.url(), `${stack.url}/?plain=1`);
});
