import { systemRandomBytes } from "packages/platform/random.ts";
import { fail, type Finding, ok } from "tools/doctor/finding.ts";
import {
  bearer,
  createDevice,
  type Device,
  type LoginStatus,
  LoginStepError,
  readStatus,
  type StartedLogin,
  startLogin,
} from "tools/doctor/login/device.ts";
import { judgeScan } from "tools/doctor/login/judge_scan.ts";

/** Members of the simulated corp; each signs in at the same time as the others. */
const MEMBERS = ["zhangsan", "lisi", "wangwu"];

/** What every step needs. */
export interface LoginSite {
  readonly fetch: typeof globalThis.fetch;
  readonly site: string;
}

/** Several scans at once against the simulated WeCom: everybody must end up as themselves, and see nobody else's. */
export async function tryParallelScans(at: LoginSite): Promise<Finding> {
  const subject = {
    id: "login.parallel",
    looked: {
      zh: `${MEMBERS.length} 个人同时扫码（自有二维码）`,
      en: `${MEMBERS.length} people scanning at the same time (own QR)`,
    },
  };
  return await judged(subject, async () => {
    const results = await Promise.all(MEMBERS.map((member) => scan(at, member)));
    const states = new Set(results.map(({ login }) => login.state));
    if (states.size !== MEMBERS.length) throw new LoginStepError("two attempts have one state");
    const mixed = results.filter(({ member, subject }) => !subject.endsWith(`/${member}`));
    if (mixed.length > 0) {
      throw new LoginStepError(`${mixed[0]!.member} was signed in as ${mixed[0]!.subject}`);
    }
    await expectNoForeignView(at, results[0]!.login);
    return {
      zh: "各自登录成自己，互相看不到对方的登录。",
      en: "Each was signed in as themselves, and none sees another's attempt.",
    };
  });
}

/** The hosted page: to WeCom and back in one browser, then signed in. */
export async function tryRedirect({ fetch, site }: LoginSite): Promise<Finding> {
  const subject = {
    id: "login.redirect",
    looked: { zh: "跳转登录往返（托管页）", en: "A redirect round trip (hosted page)" },
  };
  return await judged(subject, async () => {
    const browser = createDevice(fetch, "desktop");
    const login = await startLogin(browser, site, "hosted", systemRandomBytes);
    const back = await consent(browser, login, "zhangsan", "confirm");
    const complete = await browser.redirectOf(back);
    await browser.redirectOf(complete);
    const me = await (await browser.call(new URL(`${site}/api/auth/me`))).json();
    return { zh: `登录成功：${me.name}。`, en: `Signed in: ${me.name}.` };
  });
}

/** Declining on the phone must end the attempt, and say so. */
export async function tryDeny({ fetch, site }: LoginSite): Promise<Finding> {
  const subject = {
    id: "login.denied",
    looked: { zh: "在手机上拒绝", en: "Declining on the phone" },
  };
  return await judged(subject, async () => {
    const desktop = createDevice(fetch, "desktop");
    const login = await startLogin(desktop, site, "own", systemRandomBytes);
    const phone = createDevice(fetch, "phone");
    const back = await consent(phone, login, "zhangsan", "deny");
    await (await phone.call(back)).body?.cancel();
    const { status } = await readStatus(desktop, site, login);
    if (status !== "denied") throw new LoginStepError(`the attempt is ${status}, not denied`);
    return { zh: "状态变为 denied。", en: "The attempt ends as denied." };
  });
}

/** One scan by a person of whom it is asked why it fails. */
export async function tryPerson({ fetch, site }: LoginSite, person: string): Promise<Finding> {
  const subject = {
    id: `login.person.${person}`,
    looked: { zh: `${person} 扫码`, en: `A scan by ${person}` },
  };
  let end: LoginStatus | undefined;
  const walked = await judged(subject, async () => {
    const desktop = createDevice(fetch, "desktop");
    const phone = createDevice(fetch, "phone");
    const login = await startLogin(desktop, site, "own", systemRandomBytes);
    await (await phone.call(await consent(phone, login, person, "confirm"))).body?.cancel();
    end = await readStatus(desktop, site, login);
    return { zh: "手机上显示了确认页。", en: "The phone shows the page to confirm on." };
  });
  return end === undefined || end.status === "confirming" ? walked : judgeScan(subject, end);
}

async function scan({ fetch, site }: LoginSite, member: string) {
  const desktop = createDevice(fetch, "desktop");
  const phone = createDevice(fetch, "phone");
  const login = await startLogin(desktop, site, "own", systemRandomBytes);
  const page = await (await phone.call(await consent(phone, login, member, "confirm"))).text();
  const { matchNumber, status, reason } = await readStatus(desktop, site, login);
  if (matchNumber === undefined) {
    throw new LoginStepError(`${member}: the attempt is ${reason ?? status}`);
  }
  const body = new URLSearchParams({
    attempt: valueOf(page, "attempt"),
    secret: valueOf(page, "secret"),
    number: matchNumber,
  });
  // As browsers send a form from a page without a referrer.
  const init = { method: "POST", body, headers: { origin: "null" } };
  await (await phone.call(new URL(`${site}/api/auth/wecom/confirm`), init)).body?.cancel();
  const response = await desktop.call(new URL(`${site}/api/auth/token`), {
    method: "POST",
    headers: { ...bearer(login), "content-type": "application/json" },
    body: JSON.stringify({ sessionId: login.sessionId }),
  });
  const { member: signedIn } = await response.json();
  return { member, login, subject: String(signedIn.subject) };
}

/** The simulator's door for scripts: the redirect that WeCom sends the person on to. */
async function consent(
  device: Device,
  { loginUrl }: StartedLogin,
  member: string,
  action: "confirm" | "deny",
): Promise<URL> {
  const url = new URL(loginUrl);
  url.hash = "";
  url.searchParams.set("sim_user", member);
  url.searchParams.set("sim_action", action);
  return await device.redirectOf(url);
}

async function expectNoForeignView({ fetch, site }: LoginSite, login: StartedLogin): Promise<void> {
  const stranger = createDevice(fetch, "desktop");
  const seen = await readStatus(stranger, site, { ...login, verifier: undefined })
    .catch((error) => error);
  if (!(seen instanceof LoginStepError)) throw new LoginStepError("a stranger sees the attempt");
}

function valueOf(page: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1];
  if (value === undefined) throw new LoginStepError("the phone shows no form to confirm");
  return value;
}

async function judged(
  subject: { readonly id: string; readonly looked: Finding["looked"] },
  attempt: () => Promise<Finding["found"]>,
): Promise<Finding> {
  try {
    return ok(subject, await attempt());
  } catch (error) {
    if (!(error instanceof LoginStepError)) throw error;
    return fail(subject, {
      zh: `没有走通：${error.message}`,
      en: `It did not come about: ${error.message}`,
    }, {
      zh:
        "运行 deno task doctor 看各项；日志里的 login_attempt_failed 会写明原因（加 --log <文件>）。429 表示一分钟内试得太多，稍等再试。",
      en:
        "Run deno task doctor for the parts; login_attempt_failed in the log names the cause (add --log <file>). 429: too many tries in this minute, wait a little.",
    });
  }
}
