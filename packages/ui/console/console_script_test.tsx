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
import { Notice } from "packages/ui/notice.tsx";
import { renderInFrame } from "packages/ui/render_page.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";

const LIVE_MS = 10_000;
const ID = "0193f3a2-1c2d-7abc-8def-0123456789ab";
const assets = loadAssets({
  service: "auth",
  folder: new URL("../../../.build/assets", import.meta.url).pathname,
});

const FRAME = createTestFrame({
  lang: "en",
  here: "/console",
  components: ["auth"],
  now: 1_000,
  assetUrl: assets.url,
});

/** A console with one page whose live area shows `state.text`, and a session that can end. */
function startConsoleSite() {
  const state = {
    text: "first",
    session: "good" as "good" | "renewable" | "ended" | "away",
    posts: 0,
    reads: 0,
  };
  const answer = (status: number, body = "{}") =>
    new Response(body, { status, headers: { "content-type": "application/json" } });
  function respond(request: Request): Response {
    const { pathname, searchParams } = new URL(request.url);
    if (state.session === "away") return answer(503);
    if (pathname === "/api/auth/refresh") {
      if (state.session === "ended") return answer(401);
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
    const content = consolePage(state.text, searchParams.has("done"));
    const page = renderInFrame(FRAME, content, { referrerPolicy: "strict-origin" });
    return new Response(page.body, { headers: page.headers });
  }
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => assets.respond(request) ?? respond(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { state, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

function consolePage(text: string, isDone: boolean) {
  return (
    <ConsolePage part="/console" title="Console">
      {isDone && <Notice tone="good" once="done">It is done</Notice>}
      <LiveArea id="rows" isLive>
        <p class="said">{text}</p>
        <Payload value={{ text }} />
      </LiveArea>
      <Time at={new Date(0)} />
      <ShortId id={ID} />
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

Deno.test("a live area updates, also after the access token has expired, and pauses while a part of it is read", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "renewable";
  site.state.text = "second";
  await page.clock.runFor(LIVE_MS);
  await eventually(async () => assert.equal(await said(page), "second"));
  await page.locator(".payload summary").click();
  const { reads } = site.state;
  await page.clock.runFor(3 * LIVE_MS);
  assert.equal(site.state.reads, reads, "the payload is being read");
  site.state.text = "third";
  await page.locator(".payload summary").click();
  await page.locator(".payload summary").blur();
  await page.clock.runFor(LIVE_MS);
  await eventually(async () => assert.equal(await said(page), "third"));
  await page.context().close();
});

Deno.test("a live area that cannot update shows it, and the page stays open", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "away";
  await page.clock.runFor(LIVE_MS);
  await page.locator(".live-lost").waitFor();
  assert.equal(page.url(), `${site.url}/console`);
  site.state.session = "good";
  await page.clock.runFor(LIVE_MS);
  await page.locator(".live:not(.live-lost)").waitFor();
  await page.context().close();
});

Deno.test("a form that is pressed twice is sent once, and its button shows that it is being sent", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  const button = page.getByRole("button", { name: "Do it" });
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await page.route("**/api/auth/me", async (route) => {
    await held;
    await route.continue();
  });
  await button.click();
  await page.locator('button[aria-busy="true"]').waitFor();
  await button.click();
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  release();
  await answered;
  await page.waitForURL(`${site.url}/console`);
  assert.equal(site.state.posts, 1);
  await page.context().close();
});

Deno.test("when the session has ended elsewhere, the page shows no data and leads to the sign-in page and back", async () => {
  await using site = startConsoleSite();
  for (const notice of ["after a while", "when the person comes back"]) {
    site.state.session = "good";
    const page = await open(site.url);
    // Unfolded, so that the live area does not update.
    await page.locator(".payload summary").click();
    await page.route("**/login*", (route) => route.abort());
    const left = page.waitForRequest("**/login*");
    site.state.session = "ended";
    if (notice === "after a while") await page.clock.runFor(LIVE_MS);
    else await page.evaluate(() => dispatchEvent(new Event("focus")));
    assert.equal((await left).url(), `${site.url}/login?redirect=%2Fconsole&renew=1`);
    assert.equal((await page.locator("body").innerText()).trim(), "");
    await page.context().close();
  }
});

Deno.test("the notice of an action does not come back when the page is reloaded", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  await page.goto(`${site.url}/console?done=handedOver&q=a`);
  await page.getByText("It is done").waitFor();
  await page.waitForURL(`${site.url}/console?q=a`);
  await page.reload();
  await page.locator(".said").waitFor();
  assert.equal(await page.getByText("It is done").count(), 0);
  await page.context().close();
});

Deno.test("a form sent after a long pause is posted; when the session has ended the browser goes to the sign-in page", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  site.state.session = "renewable";
  const answered = page.waitForEvent("load");
  await page.getByRole("button", { name: "Do it" }).click();
  await answered;
  assert.deepEqual([page.url(), site.state.posts], [`${site.url}/console`, 1]);
  site.state.session = "ended";
  await page.getByRole("button", { name: "Do it" }).click();
  await page.waitForURL(`${site.url}/login?redirect=%2Fconsole&renew=1`);
  assert.equal(site.state.posts, 1);
  await page.context().close();
});

Deno.test("the copy button copies the whole id", async () => {
  await using site = startConsoleSite();
  const page = await open(site.url);
  await page.getByRole("button", { name: `Copy ${ID}` }).click();
  await page.locator(".copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), ID);
  await page.context().close();
});
