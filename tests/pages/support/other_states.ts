// The phone's pages, failed sign-ins, error pages, the home page, the API reference and the simulated WeCom.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "packages/testkit/eventually.ts";
import { NEW_ATTEMPTS } from "services/auth/create_login_attempt.ts";
import {
  chooseNumber,
  otherNumber,
  scannedBy,
  signInDirectly,
  startAttempt,
  statusOf,
} from "tests/pages/support/sign_in_steps.ts";
import type { PageState, StateSetup } from "tests/pages/support/page_state.ts";

const UNKNOWN_ID = "0".repeat(32);

/** The phone, after a scan. */
const PHONE_STATES: readonly PageState[] = [
  { name: "phone-confirm", show: async (setup) => (await showConfirm(setup)).page },
  {
    name: "phone-confirm-elsewhere",
    show: async (setup) => (await showConfirm(setup, { elsewhere: true })).page,
  },
  {
    name: "phone-confirmed",
    async show(setup) {
      const phone = await showConfirm(setup);
      await chooseNumber(phone, phone.number);
      return phone.page;
    },
  },
  {
    name: "phone-denied",
    async show(setup) {
      const { page } = await showConfirm(setup);
      await page.locator("button[name=decision]").click();
      await page.locator(".outcome").waitFor();
      return page;
    },
  },
  {
    name: "phone-wrong-number",
    async show(setup) {
      const phone = await showConfirm(setup);
      await chooseNumber(phone, await otherNumber(phone, phone.number));
      return phone.page;
    },
  },
  {
    name: "phone-failed",
    async show({ stack, visit }) {
      const [desktop, phone] = [await visit(), await visit({ phone: true })];
      const { loginUrl } = await startAttempt(stack, desktop, "own");
      await stack.alone(() => phone.page.goto(scannedBy(loginUrl, "zhaoliu")));
      return phone.page;
    },
  },
  {
    name: "phone-refused",
    async show({ stack, visit }) {
      const { page } = await visit({ phone: true });
      await page.goto(`${stack.url}/api/auth/wecom/callback?code=made-up&state=${UNKNOWN_ID}`);
      return page;
    },
  },
];

/** `/login/complete` when the sign-in did not succeed. */
const COMPLETE_STATES: readonly PageState[] = [
  {
    name: "complete-denied",
    async show({ stack, visit }) {
      const desktop = await visit();
      const { loginUrl } = await startAttempt(stack, desktop, "inapp");
      await desktop.page.goto(scannedBy(loginUrl, "lisi", "deny"));
      return desktop.page;
    },
  },
  {
    name: "complete-failed",
    async show({ stack, visit }) {
      const desktop = await visit();
      const { loginUrl } = await startAttempt(stack, desktop, "inapp");
      await stack.alone(() => desktop.page.goto(scannedBy(loginUrl, "qianba")));
      return desktop.page;
    },
  },
  {
    name: "complete-not-found",
    async show({ stack, visit }) {
      const { page } = await visit();
      await page.goto(`${stack.url}/login/complete?attempt=${UNKNOWN_ID}`);
      return page;
    },
  },
];

/** Error pages, and the home page of the embedded process. */
const HOME_STATES: readonly PageState[] = [
  {
    name: "error-not-found",
    async show({ stack, visit }) {
      const { page } = await visit();
      await page.goto(`${stack.url}/nothing/here`);
      return page;
    },
  },
  {
    name: "error-too-many",
    async show({ stack, visit }) {
      const { context, page } = await visit();
      // The sign-in page itself is shown above the limit too; its way to WeCom's page is not.
      const url = `${stack.url}/login?flow=hosted`;
      // A new minute may begin before the page is requested, and the count starts again.
      await eventually(async () => {
        const calls = Array.from(
          { length: NEW_ATTEMPTS.max },
          () => context.request.get(url, { maxRedirects: 0 }),
        );
        await Promise.all(calls);
        assert.equal((await page.goto(url))?.status(), 429);
      }, { withinMs: 60_000 });
      return page;
    },
  },
  {
    name: "home-signed-out",
    async show({ stack, visit }) {
      const { page } = await visit();
      await page.goto(`${stack.url}/`);
      return page;
    },
  },
  {
    name: "home-signed-in",
    async show({ stack, visit }) {
      const desktop = await visit();
      await signInDirectly(stack, desktop, "zhangsan");
      return desktop.page;
    },
  },
];

/** The API reference. */
const REFERENCE_STATES: readonly PageState[] = ["", "/auth"].map((path) => ({
  name: `reference${path.replace("/", "-")}`,
  async show({ stack, visit }) {
    const { page } = await visit();
    await page.goto(`${stack.url}/docs${path}`);
    // Folded parts are checked too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => it.open = true));
    return page;
  },
}));

/** The simulated WeCom. */
const SIMULATOR_STATES: readonly PageState[] = [
  simulator("sim-home", () => "/"),
  simulator("sim-chat", () => "/_chat"),
  simulator("sim-phone", async ({ stack, visit }) => {
    return (await startAttempt(stack, await visit(), "own")).loginUrl;
  }),
  simulator("sim-login", async ({ stack, visit }) => {
    return (await startAttempt(stack, await visit(), "hosted")).loginUrl;
  }),
  simulator("sim-login-cancelled", async ({ stack, visit }) => {
    const { loginUrl } = await startAttempt(stack, await visit(), "hosted");
    return scannedBy(loginUrl, "lisi", "deny");
  }),
  simulator("sim-login-expired", async ({ stack, visit }) => {
    const { loginUrl } = await startAttempt(stack, await visit(), "hosted");
    return `${loginUrl}&sim_action=expire`;
  }),
  simulator("sim-error", () => "/connect/oauth2/authorize"),
];

/** All states except those of the sign-in page, the console and the sidebar. */
export const OTHER_STATES: readonly PageState[] = [
  ...PHONE_STATES,
  ...COMPLETE_STATES,
  ...HOME_STATES,
  ...REFERENCE_STATES,
  ...SIMULATOR_STATES,
];

async function showConfirm(
  { stack, visit }: StateSetup,
  options: { elsewhere?: boolean } = {},
) {
  const [desktop, phone] = [await visit(), await visit({ phone: true, ...options })];
  const attempt = await startAttempt(stack, desktop, "own");
  await stack.alone(() => phone.page.goto(scannedBy(attempt.loginUrl, "lisi")));
  const { matchNumber } = await statusOf(stack, desktop, attempt);
  return { ...phone, number: matchNumber! };
}

function simulator(
  name: string,
  address: (setup: StateSetup) => string | Promise<string>,
): PageState {
  return {
    name,
    async show(setup): Promise<Page> {
      const { page } = await setup.visit();
      const given = await address(setup);
      await page.goto(given.startsWith("/") ? setup.stack.simulatorUrl + given : given);
      return page;
    },
  };
}
