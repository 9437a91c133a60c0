import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openBrowserStack, type Visitor } from "tests/pages/support/browser_stack.ts";
import {
  chooseNumber,
  leaveSignIn,
  openSignIn,
  readNumber,
  readQr,
  scan,
  seePhase,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

/** A desktop that shows the number, and the phone that is asked for it. */
async function showNumber(
  desktop: Visitor,
  phone: Visitor,
): Promise<string> {
  await scan(stack, phone, await openSignIn(stack, desktop));
  return await readNumber(desktop.page);
}

Deno.test("a reloaded sign-in page shows the number again and signs in", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const number = await showNumber(desktop, phone);
  await desktop.page.reload();
  assert.equal(await readNumber(desktop.page), number);
  await chooseNumber(phone, number);
  await leaveSignIn(desktop.page);
  assert.match((await whoIsIn(stack, desktop))!, /\/lisi$/);
});

Deno.test("a sign-in page that was closed after the scan continues when it is opened again, and leads where it was opened for", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const number = await showNumber(desktop, phone);
  await desktop.page.close();
  await chooseNumber(phone, number);
  assert.doesNotMatch(await phone.page.locator("main").innerText(), /自动登录|正在登录/);
  const page = await desktop.context.newPage();
  await page.goto(`${stack.url}/login?redirect=/docs`);
  await page.waitForURL(`${stack.url}/docs`);
  assert.match((await whoIsIn(stack, desktop))!, /\/lisi$/);
});

Deno.test("the phone says that the computer is signed in when it is", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  await chooseNumber(phone, await showNumber(desktop, phone));
  assert.match(await phone.page.locator("main").innerText(), /电脑已登录/);
  await leaveSignIn(desktop.page);
});

Deno.test("after a new QR code the phone of the old one confirms nothing", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const number = await showNumber(desktop, phone);
  await desktop.page.locator(".scan-choosing button").click();
  await readQr(desktop.page);
  await phone.page.locator(`button[name=number][value="${number}"]`).click();
  const told = phone.page.locator("main");
  await told.getByText("登录链接已失效").waitFor();
  assert.match(await told.innerText(), /请先刷新电脑上的二维码/);
});

Deno.test("the phone's number page can be reloaded before and after the choice", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const number = await showNumber(desktop, phone);
  const offered = await phone.page.locator("button[name=number]").allInnerTexts();
  const asked = phone.page.url();
  await phone.page.reload();
  assert.deepEqual(await phone.page.locator("button[name=number]").allInnerTexts(), offered);
  // Another phone with the same address gets nothing.
  await using other = await stack.visit({ phone: true });
  assert.equal((await other.page.goto(asked))?.status(), 403);
  await chooseNumber(phone, number);
  await phone.page.goto(asked);
  assert.match(await phone.page.locator("h1").innerText(), /已确认登录/);
  await leaveSignIn(desktop.page);
});

/** Two tabs of one browser on the sign-in page. */
async function openTwoTabs(desktop: Visitor): Promise<[Page, Page]> {
  await openSignIn(stack, desktop);
  const second = await desktop.context.newPage();
  await second.goto(`${stack.url}/login?redirect=/docs`);
  await readQr(second);
  return [desktop.page, second];
}

Deno.test("two tabs of one browser show one attempt, and both are signed in by it", async () => {
  await using desktop = await stack.visit();
  await using phone = await stack.visit({ phone: true });
  const [first, second] = await openTwoTabs(desktop);
  await scan(stack, phone, await readQr(second));
  const number = await readNumber(first);
  assert.equal(await readNumber(second), number);
  await chooseNumber(phone, number);
  await Promise.all([leaveSignIn(first), second.waitForURL(`${stack.url}/docs`)]);
});

Deno.test("a tab notices at once that another tab has signed in with an account", async () => {
  await using desktop = await stack.visit();
  const [first, second] = await openTwoTabs(desktop);
  await first.locator("summary").click();
  await first.locator("[name=username]").fill(stack.account.name);
  await first.locator("[name=password]").fill(stack.account.password);
  await first.locator(".account-form button").click();
  await Promise.all([leaveSignIn(first), second.waitForURL(`${stack.url}/docs`)]);
});

Deno.test("a tab notices a sign-in without our script when the person comes back to it", async () => {
  await using desktop = await stack.visit();
  await openSignIn(stack, desktop, "?redirect=/docs");
  const other = await desktop.context.newPage();
  await other.goto(`${stack.url}/login?flow=hosted`);
  const hosted = new URL(other.url());
  hosted.searchParams.set("sim_user", "lisi");
  hosted.searchParams.set("sim_action", "confirm");
  await stack.alone(() => other.goto(hosted.href));
  await desktop.page.evaluate(() => dispatchEvent(new Event("focus")));
  await desktop.page.waitForURL(`${stack.url}/docs`);
  assert.deepEqual(desktop.complaints, []);
});

Deno.test("the QR code is in the first HTML: it is seen while everything but the page and its stylesheet is held", async () => {
  await using desktop = await stack.visit();
  const { page } = desktop;
  const asked: string[] = [];
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push(path);
    return path === "/login" || path.endsWith(".css") ? route.continue() : undefined;
  });
  await page.goto(`${stack.url}/login`, { waitUntil: "commit" });
  await seePhase(page, "waiting");
  assert.match((await page.locator(".scan-qr").getAttribute("src"))!, /^data:image\/svg/);
  assert.ok(!asked.some((path) => path.startsWith("/api/")), asked.join());
});

Deno.test("in a phone's browser the way for this phone comes first, and a QR code is made only when it is asked for", async () => {
  await using visitor = await stack.visit({ phone: "browser" });
  const { page } = visitor;
  await page.goto(`${stack.url}/login?redirect=/docs`);
  const bound = async () =>
    (await visitor.context.cookies()).filter(({ name }) => name.startsWith("wl_")).length;
  assert.equal(await bound(), 0);
  assert.equal(await page.locator(".scan-qr").isVisible(), false);
  await page.locator("summary").first().click();
  await readQr(page);
  assert.equal(await bound(), 1);
  await page.getByRole("link", { name: "使用企业微信登录" }).click();
  await page.waitForURL((url) => url.pathname.includes("/wwlogin/sso/login"));
});
