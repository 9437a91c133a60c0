// Steps that people take on the way to being signed in.
import type { Page } from "playwright-core";
import { eventually } from "packages/testkit/eventually.ts";
import type { Stage, Visitor } from "tests/pages/support/browser_stack.ts";

/** The states of the sign-in page, as its stage names them. */
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

/** Opens the sign-in page and waits for its QR; returns what the QR holds. */
export async function openSignIn(stage: Stage, { page }: Visitor, query = ""): Promise<string> {
  await page.goto(`${stage.url}/login${query}`);
  return await readQr(page);
}

/** What the QR on the sign-in page holds, once it is there. */
export async function readQr(page: Page): Promise<string> {
  await seePhase(page, "waiting");
  return (await page.locator(".scan-aid a").getAttribute("href"))!;
}

/** The script door of a scanned address: `member` has opened it and says yes or no to WeCom. */
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

/** The member scans; their phone then shows what our site answers. */
export async function scan(
  stage: Stage,
  phone: Visitor,
  qr: string,
  member = "lisi",
): Promise<void> {
  await stage.alone(() => phone.page.goto(scannedBy(qr, member)));
}

/** The number on the sign-in page, once it is there. */
export async function readNumber(page: Page): Promise<string> {
  await seePhase(page, "choosing");
  const text = await page.locator(".scan-number").innerText();
  return /\d\d$/.exec(text.trim())![0];
}

/** Picks a number on the phone's confirm page. */
export async function chooseNumber({ page }: Visitor, number: string): Promise<void> {
  await page.locator(`button[name=number][value="${number}"]`).click();
  await page.locator(".outcome").waitFor();
}

/** A number that the phone offers and the computer does not show. */
export async function otherNumber({ page }: Visitor, number: string): Promise<string> {
  const offered = await page.locator("button[name=number]").allInnerTexts();
  return offered.find((other) => other !== number)!;
}

/** Scan, compare, choose: the whole of the own QR, from its page to where it leads. */
export async function signInByQr(
  stage: Stage,
  desktop: Page,
  phone: Visitor,
  member = "lisi",
): Promise<void> {
  await scan(stage, phone, await readQr(desktop), member);
  await chooseNumber(phone, await readNumber(desktop));
  await leaveSignIn(desktop);
}

/** Waits until the browser has left the sign-in page behind. */
export async function leaveSignIn(page: Page): Promise<void> {
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** Who is signed in in this browser, by what the server says; undefined: nobody. */
export async function whoIsIn(stage: Stage, { context }: Visitor): Promise<string | undefined> {
  const response = await context.request.get(`${stage.url}/api/auth/me`);
  if (response.status() === 401) return undefined;
  return (await response.json()).subject;
}

/** Holds what WeCom says next for `delayMs`; resolves when a request has met the delay. */
export async function whileWecomIsSlow(
  stage: Stage,
  delayMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  await stage.alone(async () => {
    await stage.control("POST", "faults", { call: "auth/getuserinfo", delayMs });
    await work();
    await eventually(async () => {
      const { faults } = await stage.control("GET", "faults") as { faults: unknown[] };
      if (faults.length > 0) throw new Error("WeCom has not been asked");
    });
  });
}

/** An attempt as a client of the API sees it. */
export interface StartedAttempt {
  readonly state: string;
  readonly sessionId: string;
  readonly loginUrl: string;
}

/** Starts an attempt in this browser without opening the sign-in page. */
export async function startAttempt(
  stage: Stage,
  { context }: Visitor,
  flow: "own" | "hosted" | "inapp",
): Promise<StartedAttempt> {
  const response = await context.request.get(`${stage.url}/api/auth/wecom/qrcode?flow=${flow}`);
  return await response.json();
}

/** How an attempt of this browser stands. */
export async function statusOf(
  stage: Stage,
  { context }: Visitor,
  { state, sessionId }: StartedAttempt,
): Promise<{ status: string; matchNumber?: string }> {
  const query = new URLSearchParams({ state, sessionId });
  const response = await context.request.get(`${stage.url}/api/auth/wecom/status?${query}`);
  return await response.json();
}

/** Signs a browser in by the hosted flow, through the script door, and leaves it on the home page. */
export async function signInDirectly(
  stage: Stage,
  visitor: Visitor,
  member: string,
): Promise<void> {
  const { loginUrl } = await startAttempt(stage, visitor, "hosted");
  await stage.alone(() => visitor.page.goto(scannedBy(loginUrl, member)));
}

/**
 * From now on a page hears of one change, and asks for the next one in vain until `goOn`. `asked` resolves when it has
 * asked for the first one: before that a change might be over when it does.
 */
export async function holdAfterOneChange(
  page: Page,
): Promise<{ readonly asked: Promise<void>; goOn(): void }> {
  const { promise: released, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
  let known: string | null | undefined;
  await page.route("**/api/auth/wecom/poll*", async (route) => {
    const after = new URL(route.request().url()).searchParams.get("after");
    known ??= after;
    if (after !== known) await released;
    await route.continue();
    tellAsked();
  });
  return { asked, goOn };
}

/**
 * From now on holds a page's calls of this verb on their way out; what it returns ends them all, as a cable does that is
 * pulled, and lets the later ones pass.
 */
export async function holdCalls(page: Page, verb: "poll" | "status"): Promise<() => void> {
  const { promise: pulled, resolve: pull } = Promise.withResolvers<void>();
  let isPulled = false;
  await page.route(`**/api/auth/wecom/${verb}*`, async (route) => {
    if (isPulled) return await route.continue();
    await pulled;
    await route.abort("internetdisconnected");
  });
  return () => {
    isPulled = true;
    pull();
  };
}
