import {
  type ConfirmForm,
  LoginCallError,
  type LoginClient,
  type StartedLogin,
} from "packages/testkit/login_client.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";

const FIRST_CEILING_MS = 500;
const CEILING_MS = 8_000;
const GIVE_UP_AFTER_MS = 90_000;
const UNDECIDED = ["pending", "scanned", "confirming"];

export interface SignInOptions {
  readonly flow: "hosted" | "own";
  readonly userId: string;
  /** Resolves when the person has reached for the phone; until then the page waits. Default: at once. */
  readonly beforeScan?: () => Promise<void>;
}

/**
 * One whole login as page and person do it together, never starting over: what is not answered, or with 429 or 5xx,
 * is asked again with back-off. Returns the subject that `/api/auth/me` then names in this browser.
 * Throws LoginCallError when the login is lost.
 */
export async function signIn(client: LoginClient, options: SignInOptions): Promise<string> {
  const login = await retrying(() => client.startLogin({ flow: options.flow }));
  await finishLogin(client, login, options.userId, options.beforeScan);
  return (await retrying(() => client.me())).subject;
}

/** The rest of a login that was started: the page waits, the person scans, the page follows and redeems. */
export async function finishLogin(
  client: LoginClient,
  login: StartedLogin,
  userId: string,
  beforeScan: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const redirect = beforeScan().then(() => client.consent(login, userId));
  if (login.flow === "own") await scanWithPhone(client, login, redirect);
  else await returnInBrowser(client, login, redirect);
}

/** The desktop's browser goes to WeCom and comes back; a second tab that polls is told, too. */
async function returnInBrowser(
  client: LoginClient,
  login: StartedLogin,
  redirect: Promise<URL>,
): Promise<void> {
  const arrive = async () => {
    const url = await redirect;
    await retrying(() => client.returnToSite(url));
    await retrying(() => client.complete(login));
  };
  const [status] = await Promise.all([pollUntilDecided(client, login), arrive()]);
  if (status !== "confirmed" && status !== "consumed") throw lost(`the poll said ${status}`);
}

/** A poll may be answered early, when its time is up or its replica is to end: then it is asked again. */
async function pollUntilDecided(client: LoginClient, login: StartedLogin): Promise<string> {
  for (;;) {
    const { status } = await retrying(() => client.poll(login));
    if (!UNDECIDED.includes(status)) return status;
  }
}

async function scanWithPhone(
  client: LoginClient,
  login: StartedLogin,
  redirect: Promise<URL>,
): Promise<void> {
  const opening = redirect.then((url) => retrying(() => client.openOnPhone(url)));
  opening.catch(() => {}); // awaited below, unless the page has failed before
  let { version } = login;
  for (;;) {
    const answer = await retrying(() => client.poll(login, { after: version }));
    version = answer.version;
    if (answer.status === "confirming") {
      await choose(client, await opening, answer.matchNumber ?? "");
    } else if (answer.status === "confirmed") {
      return await redeem(client, login);
    } else if (!UNDECIDED.includes(answer.status)) {
      throw lost(`${answer.status} ${answer.reason ?? ""}`);
    }
  }
}

/** A refusal may mean that an earlier try was carried out unheard: what the desktop shows then decides. */
async function choose(client: LoginClient, form: ConfirmForm, number: string): Promise<void> {
  try {
    await retrying(() => client.confirm(form, number));
  } catch (error) {
    if (!(error instanceof LoginCallError) || error.status !== 403) throw error;
  }
}

/** As the page does: when an earlier try was carried out unheard (409), the complete page must know the browser. */
async function redeem(client: LoginClient, login: StartedLogin): Promise<void> {
  try {
    await retrying(() => client.redeem(login));
  } catch (error) {
    if (!(error instanceof LoginCallError) || error.status !== 409) throw error;
    await retrying(() => client.complete(login));
  }
}

/** Repeats a call as the page does: exponential back-off with full jitter, or as Retry-After says. */
async function retrying<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + scaleWait(GIVE_UP_AFTER_MS);
  for (let failures = 1;; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof LoginCallError) || !isPassing(error.status)) throw error;
      if (performance.now() > deadline) throw error;
      const ceilingMs = Math.min(CEILING_MS, FIRST_CEILING_MS * 2 ** (failures - 1));
      await pause(error.retryAfterMs ?? Math.random() * ceilingMs);
    }
  }
}

function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function lost(why: string): LoginCallError {
  return new LoginCallError(200, undefined, `The login is lost: ${why}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
