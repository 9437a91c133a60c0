import { about, ok } from "tools/doctor/create_finding.ts";
import type { Finding, Wording } from "tools/doctor/finding.ts";
import { attempt } from "tools/doctor/login/attempt.ts";
import { createDevice, type Device, LoginStepError } from "tools/doctor/login/device.ts";
import { bearer, readStatus, startLogin } from "tools/doctor/login/login_api.ts";
import type { LoginSite, StartedLogin } from "tools/doctor/login/login_api.ts";
import { diagnoseScan, redirectHostOf } from "tools/doctor/login/real_scan.ts";

/** Members of the simulated corp. They sign in at the same time. */
const MEMBERS = ["zhangsan", "lisi", "wangwu"];

const REMEDY: Wording = [
  "运行 deno task doctor 检查各项；日志里的 login_attempt_failed 写有原因（加 --log <文件>）。429 表示一分钟内尝试太多，请稍后再试。",
  "Run deno task doctor; login_attempt_failed in the log contains the reason (add --log <file>). 429: too many attempts within a minute, wait a little.",
];

/** Several scans at the same time: each member must be signed in as themselves, and see no other attempt. */
export async function tryParallelScans(at: LoginSite): Promise<Finding> {
  const subject = about(
    "login.parallel",
    `${MEMBERS.length} 个人同时扫码（自有二维码）`,
    `${MEMBERS.length} scans at the same time (own QR code)`,
  );
  return await attempt(subject, REMEDY, async () => {
    const results = await Promise.all(MEMBERS.map((member) => signIn(at, member)));
    const states = new Set(results.map(({ login }) => login.state));
    if (states.size !== MEMBERS.length) throw new LoginStepError("two attempts have one state");
    const mixed = results.find(({ member, subject }) => !subject.endsWith(`/${member}`));
    if (mixed) throw new LoginStepError(`${mixed.member} was signed in as ${mixed.subject}`);
    await checkStranger(at, results[0]!.login);
    return ok(subject, [
      "每个人都登录成自己，互相看不到对方的登录。",
      "Each member was signed in as themselves, and cannot see other attempts.",
    ]);
  });
}

/** The hosted page: to WeCom and back in one browser, then signed in. */
export async function tryRedirect({ fetch, site }: LoginSite): Promise<Finding> {
  const subject = about(
    "login.redirect",
    "跳转登录往返（托管页）",
    "Redirect round trip (hosted page)",
  );
  return await attempt(subject, REMEDY, async () => {
    const browser = createDevice(fetch, "desktop");
    const login = await startLogin(browser, site, "hosted");
    const back = await consent(browser, login, "zhangsan", "confirm");
    await browser.redirectOf(await browser.redirectOf(back));
    const me = await (await browser.call(new URL(`${site}/api/auth/me`))).json();
    return ok(subject, [`登录成功：${me.name}。`, `Signed in: ${me.name}.`]);
  });
}

/** A refusal on the phone must end the attempt as `denied`. */
export async function tryDeny(at: LoginSite): Promise<Finding> {
  const subject = about("login.denied", "在手机上拒绝", "Refusal on the phone");
  return await attempt(subject, REMEDY, async () => {
    const { status } = (await scan(at, "zhangsan", "deny")).seen;
    if (status !== "denied") throw new LoginStepError(`the attempt is ${status}, not denied`);
    return ok(subject, ["状态变为 denied。", "The attempt ends as denied."]);
  });
}

/** One scan by a given member, with the reason when it fails. */
export async function tryPerson(at: LoginSite, member: string): Promise<Finding> {
  const subject = about(`login.person.${member}`, `${member} 扫码`, `A scan by ${member}`);
  return await attempt(subject, REMEDY, async () => {
    const { seen, login } = await scan(at, member, "confirm");
    if (seen.status !== "confirming") {
      return diagnoseScan(subject, seen, redirectHostOf(login.loginUrl));
    }
    return ok(subject, ["手机上显示了确认页。", "The phone shows the confirm page."]);
  });
}

/** Starts an attempt on a desktop, scans it with a phone, and reads its status after the answer to the phone. */
async function scan({ fetch, site }: LoginSite, member: string, action: "confirm" | "deny") {
  const desktop = createDevice(fetch, "desktop");
  const phone = createDevice(fetch, "phone");
  const login = await startLogin(desktop, site, "own");
  const page = await (await phone.call(await consent(phone, login, member, action))).text();
  return { desktop, phone, login, page, seen: await readStatus(desktop, site, login) };
}

async function signIn(at: LoginSite, member: string) {
  const { desktop, phone, login, page, seen } = await scan(at, member, "confirm");
  if (seen.matchNumber === undefined) {
    throw new LoginStepError(`${member}: the attempt is ${seen.reason ?? seen.status}`);
  }
  const body = new URLSearchParams({
    attempt: valueOf(page, "attempt"),
    secret: valueOf(page, "secret"),
    number: seen.matchNumber,
  });
  // Browsers send this origin with a form of a page without a referrer.
  const init = { method: "POST", body, headers: { origin: "null" } };
  await (await phone.call(new URL(`${at.site}/api/auth/wecom/confirm`), init)).body?.cancel();
  const response = await desktop.call(new URL(`${at.site}/api/auth/token`), {
    method: "POST",
    headers: { ...bearer(login), "content-type": "application/json" },
    body: JSON.stringify({ sessionId: login.sessionId }),
  });
  const { member: signedIn } = await response.json();
  return { member, login, subject: String(signedIn.subject) };
}

/** The redirect of WeCom after the decision of the member; these parameters work with the simulator only. */
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

/** Another browser must not see the attempt. */
async function checkStranger({ fetch, site }: LoginSite, login: StartedLogin): Promise<void> {
  const stranger = createDevice(fetch, "desktop");
  const seen = await readStatus(stranger, site, { ...login, verifier: undefined })
    .catch((error) => error);
  if (!(seen instanceof LoginStepError)) throw new LoginStepError("a stranger sees the attempt");
}

function valueOf(page: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1];
  if (value === undefined) throw new LoginStepError("the phone shows no confirm form");
  return value;
}
