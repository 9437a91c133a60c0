// The chat sidebar: outside WeCom, and inside it with a simulated client.
import type { Page } from "playwright-core";
import { type LineSeed, seedConversation } from "tests/support/conversation_seed.ts";
import { openSession } from "tests/pages/support/sign_in_steps.ts";
import type { PageState, StateSetup } from "tests/pages/support/page_state.ts";
import type { BrowserStack } from "tests/pages/support/browser_stack.ts";
import { type ClientAnswers, putIntoWecom } from "tests/pages/support/wecom_client.ts";

const CUSTOMER = "wm-demo-1";
const MINUTE_MS = 60_000;
const QUESTION = "暑期班还有名额吗？想报周末的";
/** Asked in one state only, so that no other state gets the slow answer. */
const SLOW_QUESTION = "暑期班还有名额吗？想报晚上的";
const LONG = "wm-sidebar-slow";

/** WeCom's answers in the toolbar of a chat with the demo customer. */
export const IN_CHAT: ClientAnswers = {
  getContext: { err_msg: "getContext:ok", entry: "single_chat_tools" },
  getCurExternalContact: { err_msg: "getCurExternalContact:ok", userId: CUSTOMER },
};

/** The replies of the simulated model to the question, in this order. */
const REPLIES = [
  "有的，周末班还有 6 个名额，周六、周日上午都可以选。",
  "您好！我帮您看了，暑期周末班还有名额，三年级的孩子可以先来试听一节，再决定报哪个时段。您周六方便还是周日方便呢？",
  "暑期班目前还有名额：\n周六上午 9:00–11:00，剩 2 个；\n周日上午 9:00–11:00，剩 4 个。\n三年级建议先试听一节，合适再报名。您告诉我孩子的名字和想选的时段，我先为您留位，三天内确认即可。",
];

/** Pages of the sidebar in every state. */
export const SIDEBAR_STATES: readonly PageState[] = [
  {
    name: "sidebar-chat",
    show: async (setup) => {
      await answerWell(setup.stack);
      const page = await openInWecom(setup, IN_CHAT);
      await seeAnswers(page);
      return page;
    },
  },
  {
    name: "sidebar-growing",
    async show(setup) {
      await slowModel(setup.stack);
      const page = await openInWecom(setup, {
        ...IN_CHAT,
        getCurExternalContact: { err_msg: "getCurExternalContact:ok", userId: LONG },
      });
      await page.locator(".side-answer-growing").first().waitFor();
      return page;
    },
  },
  {
    name: "sidebar-no-permission",
    async show(setup) {
      const page = await openInWecom(setup, {
        ...IN_CHAT,
        getCurExternalContact: { err_msg: "getCurExternalContact:fail no permission" },
      });
      await page.locator(".side-trouble").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-signature-refused",
    async show(setup) {
      const page = await openInWecom(setup, {
        agentConfig: { err_msg: "agentConfig:fail, invalid signature" },
      });
      await page.locator(".side-trouble").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-no-chat",
    async show(setup) {
      const page = await openInWecom(setup, {
        getContext: { err_msg: "getContext:ok", entry: "normal" },
      });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator(".side-place-wecom").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-outside",
    async show(setup) {
      const page = await openOutside(setup, "");
      await page.locator("form input[name=id]").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-outside-customer",
    async show(setup) {
      await answerWell(setup.stack);
      const page = await openOutside(setup, `?customer=${CUSTOMER}`);
      await seeAnswers(page);
      return page;
    },
  },
  {
    name: "sidebar-not-found",
    async show(setup) {
      const page = await openOutside(setup, "?customer=wm-unknown");
      await page.locator(".side-trouble").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-offline",
    async show(setup) {
      await answerWell(setup.stack);
      const page = await openOutside(setup, `?customer=${CUSTOMER}`);
      await seeAnswers(page);
      await page.route("**/api/v1/ai-responses", (route) => route.abort("internetdisconnected"));
      await page.locator(".side-question button").first().click();
      await page.locator(".side-trouble").waitFor();
      return page;
    },
  },
  {
    name: "sidebar-loading",
    async show(setup) {
      const page = await openOutside(setup, `?customer=${CUSTOMER}`, async (page) => {
        await page.route("**/api/v1/users/**", () => {});
      });
      await page.locator(".side-place-outside").waitFor();
      return page;
    },
  },
];

/** Opens the sidebar as a member in a chat's toolbar. */
export async function openInWecom(
  { stack, visit }: StateSetup,
  answers: ClientAnswers,
): Promise<Page> {
  await seedSidebar(stack);
  const { page } = await signedIn({ stack, visit }, { wecom: true });
  await putIntoWecom(page, answers);
  await page.goto(`${stack.url}/sidebar`);
  return page;
}

async function openOutside(
  setup: StateSetup,
  query: string,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Page> {
  await seedSidebar(setup.stack);
  const { page } = await signedIn(setup, {});
  await prepare(page);
  await page.goto(`${setup.stack.url}/sidebar${query}`);
  return page;
}

async function signedIn({ stack, visit }: StateSetup, { wecom = false }: { wecom?: boolean }) {
  // A phone has the user agent of WeCom; the width stays that of the look.
  const visitor = await visit(wecom ? { phone: true } : {});
  await openSession(stack, visitor, "lisi");
  return visitor;
}

/** Waits until all three suggestions are complete. */
export async function seeAnswers(page: Page): Promise<void> {
  await page.locator(".side-answer-done").nth(2).waitFor();
  await page.locator(".side-name").waitFor();
}

const seeded = new WeakMap<BrowserStack, Promise<void>>();

/** Seeds two customers who wait for a reply, once for each stack. */
function seedSidebar(stack: BrowserStack): Promise<void> {
  const present = seeded.get(stack);
  if (present !== undefined) return present;
  const work = seedCustomers(stack);
  seeded.set(stack, work);
  return work;
}

async function seedCustomers({ sql }: BrowserStack): Promise<void> {
  const at = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  const lines = (question: string): readonly LineSeed[] => [
    {
      at: at(42),
      says: "你好，孩子三年级，有适合的课吗？",
      turn: {
        status: "delivered",
        model: "deepseek/deepseek-chat",
        parts: [{ text: "您好！三年级可以报思维班和阅读班，周末和晚上都有。", status: "sent" }],
      },
    },
    { at: at(3), says: question },
  ];
  await seedConversation(sql, { person: CUSTOMER, lines: lines(QUESTION) });
  await seedConversation(sql, { person: LONG, name: "林女士", lines: lines(SLOW_QUESTION) });
}

/** Makes the simulated model write a few characters at a time. */
async function slowModel(stack: BrowserStack): Promise<void> {
  await addScenario(stack, SLOW_QUESTION, {
    reply: REPLIES[2]!.repeat(5),
    chunkChars: 2,
    chunkDelayMs: 100,
    count: 3,
  });
}

async function answerWell(stack: BrowserStack): Promise<void> {
  for (const reply of REPLIES) await addScenario(stack, QUESTION, { reply, count: 1 });
}

async function addScenario(
  stack: BrowserStack,
  match: string,
  scenario: Record<string, unknown>,
): Promise<void> {
  const response = await fetch(`${stack.url}/sim/llm/_control/scenarios`, {
    method: "POST",
    body: JSON.stringify({ match, ...scenario }),
  });
  if (!response.ok) throw new Error(await response.text());
  await response.body?.cancel();
}
