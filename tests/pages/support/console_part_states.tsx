// The console's parts: inbox, failed jobs, conversations.
import type { Page } from "playwright-core";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type ConsoleStory, tellConsoleStory } from "tests/pages/support/console_fixture.ts";
import { signInDirectly } from "tests/pages/support/sign_in_steps.ts";
import type { Scene } from "tests/pages/support/page_state.ts";
import { COMPONENTS } from "packages/catalog/catalog.ts";
import type { ConsoleFrame } from "packages/ui/console/console_page.tsx";
import { renderPage } from "packages/ui/render_page.ts";
import { ConversationsPage } from "services/ai-reply/pages/conversations/conversations_page.tsx";
import { DeadLettersPage } from "services/callback/pages/dead_letters_page.tsx";
import { InboxPage } from "services/callback/pages/inbox_page.tsx";

const TIME_ZONE = "Asia/Shanghai";

/** Pages of the console's parts in every state. */
export const CONSOLE_PART_SCENES: readonly Scene[] = [
  part("inbox", () => "/console/inbox"),
  part("inbox-unfolded", () => "/console/inbox?sender=lisi", async (page) => {
    await page.locator(".payload summary").first().click();
  }),
  part("inbox-simulate", () => "/console/inbox?sent=nothing"),
  part("inbox-none-found", () => "/console/inbox?sender=nobody-here"),
  part("dead-letters", () => "/console/inbox/dead-letters"),
  part("dead-letters-asked", () => "/console/inbox/dead-letters?done=replayed", async (page) => {
    await page.locator(".ask summary").nth(1).click();
  }),
  part("conversations", () => "/console/conversations"),
  part("conversations-waiting", () => "/console/conversations?state=waiting"),
  part("conversations-trouble", () => "/console/conversations?state=trouble"),
  part("conversations-none-found", () => "/console/conversations?q=nobody-here"),
  part("conversation", ({ everythingId }) => `/console/conversations/${everythingId}`, seePictures),
  part("conversation-files", ({ filesId }) => `/console/conversations/${filesId}`, seePictures),
  part(
    "conversation-failed",
    ({ failedId }) => `/console/conversations/${failedId}?done=handedOver`,
  ),
  part("conversation-not-found", () => "/console/conversations/nobody"),
  empty("inbox-empty", "/console/inbox", (frame) => (
    <InboxPage
      frame={frame}
      items={[]}
      nextCursor={null}
      filter={{}}
      isFirst
      lastCallbacks={[{ app: "default", receivedAt: null }]}
      callbackUrl="https://wecom.example.com/api/v1/wecom/callback"
      sent={undefined}
      now={Date.now()}
      timeZone={TIME_ZONE}
    />
  )),
  empty("dead-letters-empty", "/console/inbox/dead-letters", (frame) => (
    <DeadLettersPage
      frame={frame}
      items={[]}
      nextCursor={undefined}
      queue={undefined}
      queues={["callback.message"]}
      done={undefined}
      isFirst
      now={Date.now()}
      timeZone={TIME_ZONE}
    />
  )),
  empty("conversations-empty", "/console/conversations", (frame) => (
    <ConversationsPage
      frame={frame}
      items={[]}
      nextCursor={null}
      filter={{}}
      isFirst
      now={Date.now()}
      timeZone={TIME_ZONE}
    />
  )),
];

function part(
  name: string,
  address: (story: ConsoleStory) => string,
  then: (page: Page) => Promise<void> = () => Promise.resolve(),
): Scene {
  return {
    name: `console-${name}`,
    async show({ stage, visit }) {
      const story = await tellConsoleStory(stage);
      const desktop = await visit();
      await signInDirectly(stage, desktop, "zhangsan");
      await desktop.page.goto(stage.url + address(story));
      await then(desktop.page);
      return desktop.page;
    },
  };
}

/** Pictures are loaded when they come near: brings each near, and waits for it or for its failure. */
async function seePictures(page: Page): Promise<void> {
  for (const picture of await page.locator(".picture img").all()) {
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (image) => image instanceof HTMLImageElement && image.complete,
      await picture.elementHandle(),
    );
  }
  await page.evaluate(() => scrollTo(0, 0));
}

/** A page before anything has happened: the process has had visitors, so its own answer is replaced. */
function empty(
  name: string,
  path: string,
  render: (frame: ConsoleFrame) => JSX.Element,
): Scene {
  return {
    name: `console-${name}`,
    async show({ stage, visit }) {
      const desktop = await visit();
      await signInDirectly(stage, desktop, "zhangsan");
      await desktop.page.route(`**${path}`, async (route) => {
        const response = await route.fetch();
        const html = await response.text();
        const asset = (pattern: RegExp) => pattern.exec(html)?.[0] ?? "";
        const page = renderPage(render({
          lang: html.includes('lang="en"><head>') ? "en" : "zh",
          here: path,
          stylesheet: asset(/\/assets\/[^"]+\.css/),
          script: asset(/\/assets\/[^"]+\.js/),
          member: { name: "张三" },
          components: COMPONENTS,
        }));
        await route.fulfill({ response, body: page.body });
      });
      await desktop.page.goto(stage.url + path);
      return desktop.page;
    },
  };
}
