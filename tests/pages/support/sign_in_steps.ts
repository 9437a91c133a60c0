// Steps of a sign-in in the browser.
import type { Cookie, Page } from "playwright-core";
import { eventually } from "packages/testkit/eventually.ts";
import type { BrowserStack, Visitor } from "tests/pages/support/browser_stack.ts";

/** The states of the sign-in page: its CSS classes `scan-<phase>`. */
export type Phase =
  | "loading"
  | "waiting"
  | "scanned"
  | "choosing"
  | "signing_in"
  | "signed_in"
  | "denied"
  | "expired"
  | "failed";

/** Waits until the sign-in page shows this state. */
export async function seePhase(page: Page, phase: Phase): Promise<void> {
  await page.locator(`.scan-${phase}`).waitFor();
}

/** Opens the sign-in page and waits for its QR; returns the URL in the QR. */
export async function openSignIn(
  stack: BrowserStack,
  { page }: Visitor,
  query = "",
): Promise<string> {
  await page.goto(`${stack.url}/login${query}`);
  return await readQr(page);
}

/** Opens the sign-in page as a prefetch does: its first HTML has no attempt, and its script asks for one. */
export async function openWithoutAttempt(stack: BrowserStack, page: Page): Promise<void> {
  const address = `${stack.url}/login`;
  await page.route(
    address,
    (route) => route.continue({ headers: { ...route.request().headers(), purpose: "prefetch" } }),
  );
  await page.goto(address);
}

/** Waits for the QR on the sign-in page; returns the URL in it. */
export async function readQr(page: Page): Promise<string> {
  await seePhase(page, "waiting");
  return (await page.locator(".scan-aid a").getAttribute("href"))!;
}

/** The URL that simulates `member` opening a scanned URL and confirming or denying in WeCom. */
export function scannedBy(
  qr: string,
  member: string,
  action: "confirm" | "deny" = "confirm",
): string {
  const url = new URL(qr);
  url.hash = "";
  url.searchParams.set("sim_user", member);
  url.searchParams.set("sim_action", action);
  return url.href;
}

/** The member scans the QR; the phone then shows our page. */
export async function scan(
  stack: BrowserStack,
  phone: Visitor,
  qr: string,
  member = "lisi",
): Promise<void> {
  await stack.alone(() => phone.page.goto(scannedBy(qr, member)));
}

/** Waits for the number on the sign-in page and returns it. */
export async function readNumber(page: Page): Promise<string> {
  await seePhase(page, "choosing");
  const text = await page.locator(".scan-number").innerText();
  return /\d\d$/.exec(text.trim())![0];
}

/** Chooses a number on the phone's confirm page. */
export async function chooseNumber({ page }: Visitor, number: string): Promise<void> {
  await page.locator(`button[name=number][value="${number}"]`).click();
  await page.locator(".outcome").waitFor();
}

/** A number that the phone offers and the computer does not show. */
export async function otherNumber({ page }: Visitor, number: string): Promise<string> {
  const offered = await page.locator("button[name=number]").allInnerTexts();
  return offered.find((other) => other !== number)!;
}

/** The whole own-QR flow: scan, choose the number, and leave the sign-in page. */
export async function signInByQr(
  stack: BrowserStack,
  desktop: Page,
  phone: Visitor,
  member = "lisi",
): Promise<void> {
  await scan(stack, phone, await readQr(desktop), member);
  await chooseNumber(phone, await readNumber(desktop));
  await leaveSignIn(desktop);
}

/** Waits until the browser has left the sign-in page. */
export async function leaveSignIn(page: Page): Promise<void> {
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** The subject that is signed in in this browser, as the server reports it; undefined when there is none. */
export async function whoIsIn(
  stack: BrowserStack,
  { context }: Visitor,
): Promise<string | undefined> {
  const response = await context.request.get(`${stack.url}/api/auth/me`);
  if (response.status() === 401) return undefined;
  return (await response.json()).subject;
}

/** Delays WeCom's next response by `delayMs` while `work` runs; resolves when a request has met the delay. */
export async function whileWecomIsSlow(
  stack: BrowserStack,
  delayMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  await stack.alone(async () => {
    await stack.control("POST", "faults", { call: "auth/getuserinfo", delayMs });
    await work();
    await eventually(async () => {
      const { faults } = await stack.control("GET", "faults") as { faults: unknown[] };
      if (faults.length > 0) throw new Error("WeCom has not been asked");
    });
  });
}

/** An attempt as the API returns it. */
export interface StartedAttempt {
  readonly state: string;
  readonly sessionId: string;
  readonly loginUrl: string;
}

/** Starts an attempt in this browser without opening the sign-in page. */
export async function startAttempt(
  stack: BrowserStack,
  { context }: Visitor,
  flow: "own" | "hosted" | "inapp",
): Promise<StartedAttempt> {
  const response = await context.request.get(`${stack.url}/api/auth/wecom/qrcode?flow=${flow}`);
  return await response.json();
}

/** The status of an attempt of this browser. */
export async function statusOf(
  stack: BrowserStack,
  { context }: Visitor,
  { state, sessionId }: StartedAttempt,
): Promise<{ status: string; matchNumber?: string }> {
  const query = new URLSearchParams({ state, sessionId });
  const response = await context.request.get(`${stack.url}/api/auth/wecom/status?${query}`);
  return await response.json();
}

/** Signs a browser in by the hosted flow, without WeCom's page, and ends on the home page. */
export async function signInDirectly(
  stack: BrowserStack,
  visitor: Visitor,
  member: string,
): Promise<void> {
  const { loginUrl } = await startAttempt(stack, visitor, "hosted");
  await stack.alone(() => visitor.page.goto(scannedBy(loginUrl, member)));
}

const sessions = new WeakMap<BrowserStack, Map<string, Promise<Cookie[]>>>();

/** Gives a browser the session of a member, who signs in only once for each stack. For states that need any session. */
export async function openSession(
  stack: BrowserStack,
  visitor: Visitor,
  member: string,
): Promise<void> {
  const known = sessions.get(stack) ?? new Map<string, Promise<Cookie[]>>();
  sessions.set(stack, known);
  const cookies = known.get(member) ?? createSession(stack, member);
  known.set(member, cookies);
  await visitor.context.addCookies(await cookies);
}

async function createSession(stack: BrowserStack, member: string): Promise<Cookie[]> {
  await using visitor = await stack.visit();
  await signInDirectly(stack, visitor, member);
  return await visitor.context.cookies();
}

/**
 * From now on the page's polls return one change; the poll after it is held until `goOn`. `asked` resolves when the first
 * poll is sent: an earlier change could be missed.
 */
export async function holdAfterOneChange(
  page: Page,
): Promise<{ readonly asked: Promise<void>; goOn(): void }> {
  const { promise: released, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: asked, resolve: resolveAsked } = Promise.withResolvers<void>();
  let known: string | null | undefined;
  await page.route("**/api/auth/wecom/poll*", async (route) => {
    const after = new URL(route.request().url()).searchParams.get("after");
    known ??= after;
    if (after !== known) await released;
    await route.continue();
    resolveAsked();
  });
  return { asked, goOn };
}

/**
 * From now on holds the page's calls of this verb. The returned function aborts the held calls as a lost network does, and
 * lets later calls pass.
 */
export async function holdCalls(page: Page, verb: "poll" | "status"): Promise<() => void> {
  const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
  let isAborted = false;
  await page.route(`**/api/auth/wecom/${verb}*`, async (route) => {
    if (isAborted) return await route.continue();
    await aborted;
    await route.abort("internetdisconnected");
  });
  return () => {
    isAborted = true;
    abort();
  };
}
