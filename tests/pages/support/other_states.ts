// The phone's pages, the pages between, the home page and the simulated WeCom.
import type { Page } from "playwright-core";
import {
  chooseNumber,
  otherNumber,
  scannedBy,
  signInDirectly,
  startAttempt,
  statusOf,
} from "tests/pages/support/sign_in_steps.ts";
import type { Scene, Scenery } from "tests/pages/support/page_state.ts";

const NOBODY = "0".repeat(32);
const PAGES_A_MINUTE = 60;

/** The phone, after a scan. */
const PHONE_SCENES: readonly Scene[] = [
  { name: "phone-confirm", show: async (scenery) => (await showConfirm(scenery)).page },
  {
    name: "phone-confirm-elsewhere",
    show: async (scenery) => (await showConfirm(scenery, { elsewhere: true })).page,
  },
  {
    name: "phone-confirmed",
    async show(scenery) {
      const phone = await showConfirm(scenery);
      await chooseNumber(phone, phone.number);
      return phone.page;
    },
  },
  {
    name: "phone-denied",
    async show(scenery) {
      const { page } = await showConfirm(scenery);
      await page.locator("button[name=decision]").click();
      await page.locator(".outcome").waitFor();
      return page;
    },
  },
  {
    name: "phone-wrong-number",
    async show(scenery) {
      const phone = await showConfirm(scenery);
      await chooseNumber(phone, await otherNumber(phone, phone.number));
      return phone.page;
    },
  },
  {
    name: "phone-failed",
    async show({ stage, visit }) {
      const [desktop, phone] = [await visit(), await visit({ phone: true })];
      const { loginUrl } = await startAttempt(stage, desktop, "own");
      await stage.alone(() => phone.page.goto(scannedBy(loginUrl, "zhaoliu")));
      return phone.page;
    },
  },
  {
    name: "phone-refused",
    async show({ stage, visit }) {
      const { page } = await visit({ phone: true });
      await page.goto(`${stage.url}/api/auth/wecom/callback?code=made-up&state=${NOBODY}`);
      return page;
    },
  },
];

/** `/login/complete` when there is nobody to sign in. */
const COMPLETE_SCENES: readonly Scene[] = [
  {
    name: "complete-denied",
    async show({ stage, visit }) {
      const desktop = await visit();
      const { loginUrl } = await startAttempt(stage, desktop, "inapp");
      await desktop.page.goto(scannedBy(loginUrl, "lisi", "deny"));
      return desktop.page;
    },
  },
  {
    name: "complete-failed",
    async show({ stage, visit }) {
      const desktop = await visit();
      const { loginUrl } = await startAttempt(stage, desktop, "inapp");
      await stage.alone(() => desktop.page.goto(scannedBy(loginUrl, "qianba")));
      return desktop.page;
    },
  },
  {
    name: "complete-not-found",
    async show({ stage, visit }) {
      const { page } = await visit();
      await page.goto(`${stage.url}/login/complete?attempt=${NOBODY}`);
      return page;
    },
  },
];

/** Errors, and the page of the embedded process itself. */
const HOUSE_SCENES: readonly Scene[] = [
  {
    name: "error-not-found",
    async show({ stage, visit }) {
      const { page } = await visit();
      await page.goto(`${stage.url}/nothing/here`);
      return page;
    },
  },
  {
    name: "error-too-many",
    async show({ stage, visit }) {
      const { context, page } = await visit();
      const url = `${stage.url}/login`;
      // A minute may turn before the page is asked for, and with it the count.
      for (let answer; answer?.status() !== 429; answer = await page.goto(url)) {
        const calls = Array.from({ length: PAGES_A_MINUTE }, () => context.request.get(url));
        await Promise.all(calls);
      }
      return page;
    },
  },
  {
    name: "home-signed-out",
    async show({ stage, visit }) {
      const { page } = await visit();
      await page.goto(`${stage.url}/`);
      return page;
    },
  },
  {
    name: "home-signed-in",
    async show({ stage, visit }) {
      const desktop = await visit();
      await signInDirectly(stage, desktop, "zhangsan");
      return desktop.page;
    },
  },
];

/** The API reference. */
const REFERENCE_SCENES: readonly Scene[] = ["", "/auth"].map((path) => ({
  name: `reference${path.replace("/", "-")}`,
  async show({ stage, visit }) {
    const { page } = await visit();
    await page.goto(`${stage.url}/docs${path}`);
    // What is folded must be sound as well.
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => it.open = true));
    return page;
  },
}));

/** The simulated WeCom. */
const SIMULATOR_SCENES: readonly Scene[] = [
  simulator("sim-home", () => "/"),
  simulator("sim-chat", () => "/_chat"),
  simulator("sim-phone", async ({ stage, visit }) => {
    return (await startAttempt(stage, await visit(), "own")).loginUrl;
  }),
  simulator("sim-login", async ({ stage, visit }) => {
    return (await startAttempt(stage, await visit(), "hosted")).loginUrl;
  }),
  simulator("sim-login-cancelled", async ({ stage, visit }) => {
    const { loginUrl } = await startAttempt(stage, await visit(), "hosted");
    return scannedBy(loginUrl, "lisi", "deny");
  }),
  simulator("sim-login-expired", async ({ stage, visit }) => {
    const { loginUrl } = await startAttempt(stage, await visit(), "hosted");
    return `${loginUrl}&sim_action=expire`;
  }),
  simulator("sim-error", () => "/connect/oauth2/authorize"),
];

/** All but the sign-in page's scenes. */
export const OTHER_SCENES: readonly Scene[] = [
  ...PHONE_SCENES,
  ...COMPLETE_SCENES,
  ...HOUSE_SCENES,
  ...REFERENCE_SCENES,
  ...SIMULATOR_SCENES,
];

async function showConfirm(
  { stage, visit }: Scenery,
  options: { elsewhere?: boolean } = {},
) {
  const [desktop, phone] = [await visit(), await visit({ phone: true, ...options })];
  const attempt = await startAttempt(stage, desktop, "own");
  await stage.alone(() => phone.page.goto(scannedBy(attempt.loginUrl, "lisi")));
  const { matchNumber } = await statusOf(stage, desktop, attempt);
  return { ...phone, number: matchNumber! };
}

function simulator(
  name: string,
  address: (scenery: Scenery) => string | Promise<string>,
): Scene {
  return {
    name,
    async show(scenery): Promise<Page> {
      const { page } = await scenery.visit();
      const given = await address(scenery);
      await page.goto(given.startsWith("/") ? scenery.stage.simulatorUrl + given : given);
      return page;
    },
  };
}
