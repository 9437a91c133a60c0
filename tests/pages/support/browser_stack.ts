// The whole system for browser tests: the embedded process, a browser, and visitors with their own browser contexts.
import type { Browser, BrowserContext, Page } from "playwright-core";
import type postgres from "postgres";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { launchChromium } from "packages/testkit/chromium.ts";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";

/** How a page is looked at. */
export interface Look {
  readonly theme: "light" | "dark";
  readonly width: 360 | 1280;
  readonly lang: "zh" | "en";
}

/** The browser context of a visitor; default: a computer, light, 1280 px, Chinese. */
export interface VisitOptions extends Partial<Look> {
  /** A member's phone instead of a computer: WeCom on it, or its own browser. */
  readonly phone?: boolean | "browser";
  /** In another network than all other visitors. */
  readonly elsewhere?: boolean;
  readonly script?: boolean;
}

/** A person with an own browser context: own cookies, own IP address. Disposing closes it. */
export interface Visitor extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors and warnings in the browser's console, and requests to other origins. */
  readonly complaints: string[];
}

/** The running system. */
export interface BrowserStack {
  readonly url: string;
  readonly simulatorUrl: string;
  /** The database of the process, for data that no page and no API can create. */
  readonly sql: postgres.Sql;
  readonly account: { readonly name: string; readonly password: string };
  visit(options?: VisitOptions): Promise<Visitor>;
  /** Runs `work` while no other scan runs: a fault of the simulated WeCom hits the next caller. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Calls the simulated WeCom's control API and returns its JSON, if any. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

const COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " +
  "(KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) " +
  "Version/4.0 Chrome/126.0 Mobile Safari/537.36 wxwork/4.1.38 MicroMessenger/7.0.1";
const PHONE_BROWSER = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 " +
  "(KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const HEIGHTS: Readonly<Record<Look["width"], number>> = { 360: 740, 1280: 800 };
const ACCOUNT = { name: "duty.officer", password: "a long pass phrase" };
/** Long enough for a busy machine. */
const TIMEOUT_MS = 60_000;

/**
 * Starts the embedded process, with a local account, and headless Chromium.
 * @param env further variables of the process
 */
export async function openBrowserStack(
  env: Readonly<Record<string, string>> = {},
): Promise<BrowserStack> {
  const database = await createTestDatabase();
  const process = await startEmbeddedProcess({
    DATABASE_URL: database.url,
    // One trusted proxy, so that every visitor has an own IP address with own rate limits.
    TRUSTED_PROXY_HOPS: "1",
    // Visitors come through that proxy, and the simulators answer strangers only if told to.
    SIMULATORS: "on",
    ...env,
  });
  const [browser] = await Promise.all([launchChromium(), createAccount(database.sql)]);
  const { url, simulatorUrl } = process;
  let visitors = 0;
  let lastScan: Promise<unknown> = Promise.resolve();
  return {
    url,
    simulatorUrl,
    sql: database.sql,
    account: ACCOUNT,
    async visit(options = {}) {
      visitors += 1;
      const network = options.elsewhere ? "198.51.100" : "203.0.113";
      const address = `${network}.${visitors % 250 + 1}`;
      const context = await openContext(browser, options, address);
      const complaints = collectComplaints(context, [url, simulatorUrl]);
      return {
        context,
        page: await context.newPage(),
        complaints,
        [Symbol.asyncDispose]: () => context.close(),
      };
    },
    alone(work) {
      const done = lastScan.then(work);
      lastScan = done.catch(() => {}); // the caller gets the error from `done`
      return done;
    },
    async control(method, path, body) {
      const response = await fetch(`${url}/sim/wecom/_control/${path}`, {
        method,
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`Cannot call the simulator's control API ${path}: ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    async close() {
      await browser.close();
      await process.stop();
      await database.drop();
    },
  };
}

async function openContext(
  browser: Browser,
  options: VisitOptions,
  address: string,
): Promise<BrowserContext> {
  const { width = options.phone ? 360 : 1280, lang = "zh", theme = "light" } = options;
  const context = await browser.newContext({
    viewport: { width, height: HEIGHTS[width] },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    userAgent: userAgentOf(options.phone ?? false),
    hasTouch: options.phone !== undefined && options.phone !== false,
    javaScriptEnabled: options.script ?? true,
    extraHTTPHeaders: { "x-forwarded-for": address },
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  return context;
}

function userAgentOf(phone: boolean | "browser"): string {
  if (phone === "browser") return PHONE_BROWSER;
  return phone ? PHONE : COMPUTER;
}

function collectComplaints(context: BrowserContext, known: readonly string[]): string[] {
  const complaints: string[] = [];
  const origins = new Set(known.map((url) => new URL(url).origin));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && !origins.has(origin)) complaints.push(`asks ${request.url()}`);
  });
  return complaints;
}

async function createAccount(sql: postgres.Sql): Promise<void> {
  const accounts = createAccountStore({ sql, clock: systemClock });
  await accounts.save(ACCOUNT.name, await hashPassword(ACCOUNT.password, systemRandomBytes));
}
