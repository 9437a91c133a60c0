// The sign-in page on the computer, in every state.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  chooseNumber,
  holdAfterOneChange,
  holdCalls,
  openSignIn,
  openWithoutAttempt,
  readNumber,
  readQr,
  scannedBy,
  seePhase,
  whileWecomIsSlow,
} from "tests/pages/support/sign_in_steps.ts";
import type { PageState, StateSetup } from "tests/pages/support/page_state.ts";
import type { Visitor } from "tests/pages/support/browser_stack.ts";

const CALLS = "**/api/auth/wecom";
const LONGER_THAN_AN_ATTEMPT_MS = 125_000;

/** Live states of the QR. */
const SCAN_STATES: readonly PageState[] = [
  {
    name: "login-loading",
    async show({ stack, visit }) {
      const { page } = await visit();
      await page.route(`${CALLS}/qrcode*`, neverAnswer);
      await openWithoutAttempt(stack, page);
      await seePhase(page, "loading");
      return page;
    },
  },
  {
    name: "login-waiting",
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSignIn(stack, desktop);
      return desktop.page;
    },
  },
  {
    name: "login-scanned",
    async show({ stack, visit }) {
      const [desktop, phone] = [await visit(), await visit({ phone: true })];
      const { asked } = await holdAfterOneChange(desktop.page);
      const qr = await openSignIn(stack, desktop);
      await asked;
      await whileWecomIsSlow(stack, 7_000, () => {
        phone.page.goto(scannedBy(qr, "lisi")).catch(() => {}); // ends with the phone's browser
        return seePhase(desktop.page, "scanned");
      });
      return desktop.page;
    },
  },
  {
    name: "login-number",
    async show(setup) {
      const { desktop } = await showNumber(setup);
      return desktop.page;
    },
  },
  {
    name: "login-resumed",
    async show(setup) {
      const { desktop, number } = await showNumber(setup);
      await desktop.page.close();
      const page = await desktop.context.newPage();
      await page.goto(`${setup.stack.url}/login`);
      assert.equal(await readNumber(page), number);
      return page;
    },
  },
  {
    name: "login-signing-in",
    async show(setup) {
      const { desktop, phone, number } = await showNumber(setup);
      await desktop.page.route("**/api/auth/token", neverAnswer);
      await chooseNumber(phone, number);
      await seePhase(desktop.page, "signing_in");
      return desktop.page;
    },
  },
  {
    name: "login-signed-in",
    async show(setup) {
      const { desktop, phone, number } = await showNumber(setup);
      // An answer without content leaves the page as it is.
      await desktop.page.route("**/login/complete*", (route) => route.fulfill({ status: 204 }));
      await chooseNumber(phone, number);
      await seePhase(desktop.page, "signed_in");
      return desktop.page;
    },
  },
  {
    name: "login-denied",
    async show(setup) {
      const { desktop, phone } = await showNumber(setup);
      await phone.page.locator("button[name=decision]").click();
      await seePhase(desktop.page, "denied");
      return desktop.page;
    },
  },
  {
    name: "login-expired",
    async show({ stack, visit }) {
      const desktop = await visit();
      await desktop.page.clock.install();
      await openSignIn(stack, desktop);
      await desktop.page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
      await seePhase(desktop.page, "expired");
      return desktop.page;
    },
  },
];

/** Why a scan did not become a login. */
const FAILURE_STATES: readonly PageState[] = [
  failure("not-a-member", (qr) => scannedBy(qr, "outsider")),
  failure("member-disabled", (qr) => scannedBy(qr, "zhaoliu")),
  failure("out-of-scope", (qr) => scannedBy(qr, "qianba")),
  failure("code-rejected", (qr) => {
    const { searchParams } = new URL(qr);
    const query = new URLSearchParams({ code: "made-up", state: searchParams.get("state")! });
    return `${searchParams.get("redirect_uri")}?${query}`;
  }),
  failure("wecom-unavailable", (qr) => scannedBy(qr, "lisi"), { httpStatus: 502 }),
  failure("app-misconfigured", (qr) => scannedBy(qr, "lisi"), { errcode: 60020 }),
];

/** The page waits for the network or the server. */
const TROUBLE_STATES: readonly PageState[] = [
  {
    name: "login-offline",
    async show({ stack, visit }) {
      const desktop = await visit();
      const abort = await holdCalls(desktop.page, "poll");
      await openSignIn(stack, desktop);
      await desktop.context.setOffline(true);
      abort();
      return await seeTitle(desktop, /网络已断开|You are offline/);
    },
  },
  {
    name: "login-reconnecting",
    async show({ stack, visit }) {
      const desktop = await visit();
      for (const verb of ["poll", "status"]) {
        await desktop.page.route(`${CALLS}/${verb}*`, (route) => route.abort());
      }
      await openSignIn(stack, desktop);
      return await seeTitle(desktop, /正在重新连接|reconnecting/);
    },
  },
  {
    name: "login-too-many",
    // The server's own 429 can say "retry in a second" at the end of its minute, and the page would continue.
    show: (setup) => refuseQrCodes(setup, 429, /请求过于频繁|Too many/),
  },
  {
    name: "login-busy",
    show: (setup) => refuseQrCodes(setup, 503, /服务繁忙|busy/),
  },
];

/** Everything around the QR. */
const ACCOUNT_STATES: readonly PageState[] = [
  {
    name: "login-account",
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSignIn(stack, desktop);
      await desktop.page.locator("summary").click();
      return desktop.page;
    },
  },
  {
    name: "login-account-wrong",
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSignIn(stack, desktop);
      await desktop.page.locator("summary").click();
      await desktop.page.locator("[name=username]").fill(crypto.randomUUID().slice(0, 8));
      await desktop.page.locator("[name=password]").fill("not the right one");
      await desktop.page.locator(".account-form [type=submit]").click();
      await desktop.page.locator("#account-error:not(:empty)").waitFor();
      return desktop.page;
    },
  },
  {
    name: "login-phone",
    async show({ stack, visit }) {
      const { page } = await visit({ phone: "browser" });
      await page.goto(`${stack.url}/login`);
      return page;
    },
  },
  {
    name: "login-phone-other",
    async show({ stack, visit }) {
      const { page } = await visit({ phone: "browser" });
      await page.goto(`${stack.url}/login`);
      await page.locator("summary").first().click();
      await readQr(page);
      return page;
    },
  },
  {
    name: "login-signed-out",
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSignIn(stack, desktop, "?signed_out=1");
      return desktop.page;
    },
  },
  {
    name: "login-without-script",
    script: false,
    async show({ stack, visit }) {
      const { page } = await visit({ script: false });
      await page.goto(`${stack.url}/login`);
      return page;
    },
  },
  {
    name: "login-unknown-app",
    async show({ stack, visit }) {
      const { page } = await visit();
      await page.goto(`${stack.url}/login?app=other`);
      return page;
    },
  },
];

/** All states of the sign-in page. */
export const SIGN_IN_STATES: readonly PageState[] = [
  ...SCAN_STATES,
  ...FAILURE_STATES,
  ...TROUBLE_STATES,
  ...ACCOUNT_STATES,
];

async function showNumber({ stack, visit }: StateSetup) {
  const [desktop, phone] = [await visit(), await visit({ phone: true })];
  const qr = await openSignIn(stack, desktop);
  await stack.alone(() => phone.page.goto(scannedBy(qr, "lisi")));
  return { desktop, phone, number: await readNumber(desktop.page) };
}

function failure(
  reason: string,
  address: (qr: string) => string,
  fault?: { httpStatus: number } | { errcode: number },
): PageState {
  return {
    name: `login-failed-${reason}`,
    async show({ stack, visit }) {
      const [desktop, phone] = [await visit(), await visit({ phone: true })];
      const qr = await openSignIn(stack, desktop);
      await stack.alone(async () => {
        if (fault) await stack.control("POST", "faults", { call: "*", count: 100, ...fault });
        await phone.context.request.get(address(qr));
        await stack.control("DELETE", "faults");
      });
      await seePhase(desktop.page, "failed");
      return desktop.page;
    },
  };
}

/** The server refuses a QR and asks the page to retry in a minute. */
async function refuseQrCodes(
  { stack, visit }: StateSetup,
  status: 429 | 503,
  title: RegExp,
): Promise<Page> {
  const desktop = await visit();
  const refusal = { status, headers: { "retry-after": "60" } };
  await desktop.page.route(`${CALLS}/qrcode*`, (route) => route.fulfill(refusal));
  await openWithoutAttempt(stack, desktop.page);
  return await seeTitle(desktop, title);
}

async function seeTitle({ page }: Visitor, title: RegExp): Promise<Page> {
  await page.locator(".scan-title", { hasText: title }).waitFor();
  return page;
}

/** A route handler for a request that gets no response. */
function neverAnswer(): void {}
