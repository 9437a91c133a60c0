import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchChromium } from "packages/testkit/chromium.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { loadAssets } from "packages/ui/assets.ts";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Payload } from "packages/ui/console/payload.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { renderPage } from "packages/ui/render_page.ts";

const LIVE_MS = 10_000;
const ID = "0193f3a2-1c2d-7abc-8def-0123456789ab";
const assets = loadAssets({
  service: "auth",
  folder: new URL("../../../.build/assets", import.meta.url).pathname,
});

/** A console of one page whose live part says what `state.text` is, and a session that can be over. */
function startConsoleSite() {
  const state = {
    text: "first",
    session: "good" as "good" | "renewable" | "over",
    posts: 0,
    reads: 0,
  };
  const answer = (status: number, body = "{}") =>
    new Response(body, { status, headers: { "content-type": "application/json" } });
  function respond(request: Request): Response {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/auth/refresh") {
      if (state.session === "over") return answer(401);
      state.session = "good";
      return answer(200);
    }
    if (pathname.startsWith("/login")) return new Response("sign in here");
    if (state.session !== "good") return answer(401);
    if (pathname === "/api/auth/me") return answer(200);
    if (request.method === "POST") {
      state.posts += 1;
      return new Response(null, { status: 303, headers: { location: "/console" } });
    }
    state.reads += 1;
    const page = renderPage(consolePage(state.text), { referrerPolicy: "strict-origin" });
    return new Response(page.body, { headers: page.headers });
  }
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => assets.respond(request) ?? respond(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { state, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

function consolePage(text: string) {
  return (
    <ConsolePage
      lang="en"
      here="/console"
      part="/console"
      title="Console"
      stylesheet={assets.url("styles.css")}
      script={assets.url("console_client.js")}
      member={{ name: "张三" }}
      components={["auth"]}
    >
      <LiveArea lang="en" id="rows">
        <p class="said">{text}</p>
        <Payload lang="en" value={{ text }} />
      </LiveArea>
      <Time at={new Date(0)} now={1_000} lang="en" timeZone="Asia/Shanghai" />
      <ShortId lang="en" id={ID} />
      <ActionForm action="/do" label="Do it" />
    </ConsolePage>
  );
}

let browser: Awaited<ReturnType<typeof launchChromium>>;
Deno.test.beforeAll(async () => {
  browser = await launchChromium();
});
Deno.test.afterAll(() => browser.close());

async function open(url: string): Promise<Page> {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.clock.install();
  await page.goto(`${url}/console`);
  return page;
}

const said = (page: Page) => page.locator(".said").textContent();

Deno.test("a live part follows what happens, also over the end of an access token, and waits for who reads", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "renewable";
  site.state.text = "second";
  await page.clock.runFor(LIVE_MS);
  await eventually(async () => assert.equal(await said(page), "second"));
  await page.locator(".payload summary").click();
  const { reads } = site.state;
  await page.clock.runFor(3 * LIVE_MS);
  assert.equal(site.state.reads, reads, "somebody reads the payload");
  site.state.text = "third";
  await page.locator(".payload summary").click();
  await page.locator(".payload summary").blur();
  await page.clock.runFor(LIVE_MS);
  await eventually(async () => assert.equal(await said(page), "third"));
  await page.context().close();
});

Deno.test("a live part that hears nothing says so, and takes nobody away from the page", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "over";
  await page.clock.runFor(LIVE_MS);
  await page.locator(".live-lost").waitFor();
  assert.equal(page.url(), `${site.url}/console`);
  site.state.session = "good";
  await page.clock.runFor(LIVE_MS);
  await page.locator(".live:not(.live-lost)").waitFor();
  await page.context().close();
});

Deno.test("a form that is sent after a long pause arrives; when the session is over it leads to sign in, and back", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "renewable";
  const answered = page.waitForEvent("load");
  await page.getByRole("button", { name: "Do it" }).click();
  await answered;
  assert.deepEqual([page.url(), site.state.posts], [`${site.url}/console`, 1]);
  site.state.session = "over";
  await page.getByRole("button", { name: "Do it" }).click();
  await page.waitForURL(`${site.url}/login?redirect=%2Fconsole`);
  assert.equal(site.state.posts, 1);
  await page.context().close();
});

Deno.test("an id is copied whole", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  await page.getByRole("button", { name: `Copy ${ID}` }).click();
  await page.locator(".copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), ID);
  await page.context().close();
});
