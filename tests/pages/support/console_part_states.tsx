// The console's parts: inbox, failed jobs, conversations.
import type { Page } from "playwright-core";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type ConsoleFixture, createConsoleFixture } from "tests/pages/support/console_fixture.ts";
import { openSession } from "tests/pages/support/sign_in_steps.ts";
import type { PageState } from "tests/pages/support/page_state.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";
import { ConversationsPage } from "services/ai-reply/pages/conversations/conversations_page.tsx";
import { DeadLettersPage } from "services/callback/pages/dead_letters_page.tsx";
import { InboxPage } from "services/callback/pages/inbox_page.tsx";

/** Pages of the console's parts in every state. */
export const CONSOLE_PART_STATES: readonly PageState[] = [
  part("inbox", () => "/console/inbox"),
  part("inbox-unfolded", () => "/console/inbox?sender=lisi", async (page) => {
    await page.locator(".payload summary").first().click();
  }),
  part("inbox-simulate", () => "/console/inbox?sent=nothing"),
  part("inbox-none-found", () => "/console/inbox?sender=unknown-one"),
  part("dead-letters", () => "/console/inbox/dead-letters"),
  part("dead-letters-asked", () => "/console/inbox/dead-letters?done=replayed", async (page) => {
    await page.locator(".ask summary").nth(1).click();
  }),
  part("conversations", () => "/console/conversations"),
  part("conversations-waiting", () => "/console/conversations?state=waiting"),
  part("conversations-trouble", () => "/console/conversations?state=trouble"),
  part("conversations-none-found", () => "/console/conversations?q=unknown-one"),
  part("conversation", ({ everythingId }) => `/console/conversations/${everythingId}`, seePictures),
  part("conversation-files", ({ filesId }) => `/console/conversations/${filesId}`, seePictures),
  part(
    "conversation-failed",
    ({ failedId }) => `/console/conversations/${failedId}?done=handedOver`,
  ),
  part(
    "conversation-hand-back",
    ({ failedId }) => `/console/conversations/${failedId}`,
    async (page) => await page.locator(".ask-choice summary").click(),
  ),
  part("conversation-unanswered", ({ handedBackId }) => `/console/conversations/${handedBackId}`),
  part("audit", () => "/console/audit"),
  part("audit-none-found", () => "/console/audit?person=unknown-one"),
  part("conversation-not-found", () => "/console/conversations/unknown"),
  replacedPage(
    "inbox-empty",
    "/console/inbox",
    <InboxPage
      items={[]}
      nextCursor={null}
      filter={{}}
      kinds={[]}
      isFirst
      lastCallbacks={[{ app: "default", receivedAt: null }]}
      callbackUrl="https://wecom.example.com/api/v1/wecom/callback"
      sent={undefined}
    />,
  ),
  replacedPage(
    "dead-letters-empty",
    "/console/inbox/dead-letters",
    <DeadLettersPage
      items={[]}
      nextCursor={undefined}
      queue={undefined}
      queues={["callback.message"]}
      done={undefined}
      isFirst
    />,
  ),
  replacedPage(
    "conversations-empty",
    "/console/conversations",
    <ConversationsPage items={[]} nextCursor={null} filter={{}} isFirst />,
  ),
];

function part(
  name: string,
  address: (fixture: ConsoleFixture) => string,
  then: (page: Page) => Promise<void> = () => Promise.resolve(),
): PageState {
  return {
    name: `console-${name}`,
    async show({ stack, visit }) {
      const fixture = await createConsoleFixture(stack);
      const desktop = await visit();
      await openSession(stack, desktop, "zhangsan");
      await desktop.page.goto(stack.url + address(fixture));
      await then(desktop.page);
      return desktop.page;
    },
  };
}

/** Loads all pictures, which are lazy, and waits until each has loaded or failed. The live area may replace elements. */
async function seePictures(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>(".picture img")].every((image) => {
      image.loading = "eager";
      return image.complete;
    })
  );
}

/** A page that the stack cannot show: its database is not empty, and it has one configuration. The response is replaced. */
export function replacedPage(name: string, path: string, page: JSX.Element): PageState {
  return {
    name: `console-${name}`,
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSession(stack, desktop, "zhangsan");
      await desktop.page.goto(stack.url + path);
      const html = await desktop.page.content();
      const frame = createTestFrame({
        lang: html.includes('lang="en"><head>') ? "en" : "zh",
        here: path,
        assetUrl: (name) => findAsset(html, name.slice(name.lastIndexOf("."))),
      });
      const { body, headers } = renderInFrame(frame, page);
      await desktop.page.route(`**${path}`, (route) => route.fulfill({ body, headers }));
      await desktop.page.reload();
      return desktop.page;
    },
  };
}

function findAsset(html: string, extension: string): string {
  return new RegExp(`/assets/[^"]+\\${extension}`).exec(html)?.[0] ?? "";
}
