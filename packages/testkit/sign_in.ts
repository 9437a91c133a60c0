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

/** Options of {@link signIn}. */
export interface SignInOptions {
  readonly flow: "hosted" | "own";
  readonly userId: string;
  /** The person scans when this resolves; until then the page waits. Default: at once. */
  readonly beforeScan?: () => Promise<void>;
}

/**
 * Signs in as the page and the person do, with one attempt. A call without an answer, or with 429 or 5xx, is repeated
 * with back-off. Returns the subject of `/api/auth/me` in this browser.
 * @throws LoginCallError when the attempt has failed
 */
export async function signIn(client: LoginClient, options: SignInOptions): Promise<string> {
  const login = await retrying(() => client.startLogin({ flow: options.flow }));
  await finishLogin(client, login, options.userId, options.beforeScan);
  return (await retrying(() => client.me())).subject;
}

/** Completes a started sign-in: the page polls, the person scans, the page redeems the attempt. */
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

/** The desktop browser goes to WeCom and returns. A second tab polls, and gets the result too. */
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
  if (status !== "confirmed" && status !== "consumed") {
    throw signInFailed(`the poll returned ${status}`);
  }
}

/** Polls until the attempt is decided. A poll can end early, at its timeout or when its replica shuts down. */
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
  opening.catch(() => {}); // awaited below, unless the page fails first
  let { version } = login;
  for (;;) {
    const answer = await retrying(() => client.poll(login, { after: version }));
    version = answer.version;
    if (answer.status === "confirming") {
      await choose(client, await opening, answer.matchNumber ?? "");
    } else if (answer.status === "confirmed") {
      return await redeem(client, login);
    } else if (!UNDECIDED.includes(answer.status)) {
      throw signInFailed(`${answer.status} ${answer.reason ?? ""}`);
    }
  }
}

/** A 403 may mean that an earlier try succeeded and its answer was lost. The desktop's status then decides. */
async function choose(client: LoginClient, form: ConfirmForm, number: string): Promise<void> {
  try {
    await retrying(() => client.confirm(form, number));
  } catch (error) {
    if (!(error instanceof LoginCallError) || error.status !== 403) throw error;
  }
}

/** A 409 may mean that an earlier try succeeded and its answer was lost. Then `/login/complete` must accept the browser. */
async function redeem(client: LoginClient, login: StartedLogin): Promise<void> {
  try {
    await retrying(() => client.redeem(login));
  } catch (error) {
    if (!(error instanceof LoginCallError) || error.status !== 409) throw error;
    await retrying(() => client.complete(login));
  }
}

/** Repeats a call as the page does: exponential back-off with full jitter, or after the time in Retry-After. */
async function retrying<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + scaleWait(GIVE_UP_AFTER_MS);
  for (let failures = 1;; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof LoginCallError) || !isTemporary(error.status)) throw error;
      if (performance.now() > deadline) throw error;
      const ceilingMs = Math.min(CEILING_MS, FIRST_CEILING_MS * 2 ** (failures - 1));
      await pause(error.retryAfterMs ?? Math.random() * ceilingMs);
    }
  }
}

function isTemporary(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function signInFailed(why: string): LoginCallError {
  return new LoginCallError(200, undefined, `The sign-in has failed: ${why}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
