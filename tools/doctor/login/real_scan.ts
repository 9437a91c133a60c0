import { FAILURE_TEXTS } from "packages/login/failure_texts.ts";
import type { Lang } from "packages/platform/lang.ts";
import { renderUnicodeCompact } from "uqr";
import { about, fail, ok } from "tools/doctor/create_finding.ts";
import { enterDomain } from "tools/doctor/enter_domain.ts";
import type { Finding, Subject, Wording } from "tools/doctor/finding.ts";
import { attempt } from "tools/doctor/login/attempt.ts";
import { createDevice } from "tools/doctor/login/device.ts";
import { readStatus, startLogin } from "tools/doctor/login/login_api.ts";
import type { LoginSite, LoginStatus } from "tools/doctor/login/login_api.ts";

const LIVE: ReadonlySet<string> = new Set(["pending", "scanned", "confirming"]);
const POLLS_MAX = 40;

/** Shows a QR code in the terminal, waits for a real scan, and returns the result. */
export async function waitForScan(
  { fetch, site }: LoginSite,
  { lang, say }: { readonly lang: Lang; readonly say: (text: string) => void },
): Promise<Finding> {
  const subject = about("login.scan", "用手机上的企业微信扫码", "A scan with WeCom on a phone");
  const remedy: Wording = [
    "运行 deno task doctor，检查部署是否就绪。",
    "Run deno task doctor to check that the deployment is ready.",
  ];
  return await attempt(subject, remedy, async () => {
    const device = createDevice(fetch, "desktop");
    const login = await startLogin(device, site, "own");
    say(`${renderUnicodeCompact(login.loginUrl)}\n${login.loginUrl}\n`);
    say(WORDS[lang].scan);
    let seen: LoginStatus = await readStatus(device, site, login);
    for (let polls = 0; LIVE.has(seen.status) && polls < POLLS_MAX; polls += 1) {
      seen = await readStatus(device, site, login, seen.version);
      if (seen.status === "confirming") say(WORDS[lang].confirm(seen.matchNumber ?? "?"));
    }
    return diagnoseScan(subject, seen, redirectHostOf(login.loginUrl));
  });
}

/** The host to which WeCom must redirect, as our address for WeCom says it. */
export function redirectHostOf(loginUrl: string): string {
  const uri = URL.parse(URL.parse(loginUrl)?.searchParams.get("redirect_uri") ?? "");
  return uri?.host ?? "?";
}

/** The result of a login attempt; for a failed one the reason and the remedy. Pure. */
export function diagnoseScan(
  subject: Subject,
  { status, reason }: LoginStatus,
  redirectHost: string,
): Finding {
  const [domainZh, domainEn] = enterDomain(redirectHost);
  if (status === "confirmed" || status === "consumed") {
    return ok(subject, ["扫码成功。", "The scan succeeded."]);
  }
  const text = FAILURE_TEXTS[reason as keyof typeof FAILURE_TEXTS] as
    | typeof FAILURE_TEXTS[keyof typeof FAILURE_TEXTS]
    | undefined;
  if (status === "failed" && text !== undefined) {
    return fail({ ...subject, id: `${subject.id}.${reason}` }, [
      `失败（${reason}）：${text.title.zh}`,
      `It failed (${reason}): ${text.title.en}`,
    ], [
      `${text.detail.zh} 用 --user <userid> 检查该成员；日志里的 login_attempt_failed 有企业微信的错误码。`,
      `${text.detail.en} Check the member with --user <userid>; login_attempt_failed in the log has WeCom's error code.`,
    ]);
  }
  if (status === "denied") {
    return fail(subject, [
      "手机上点了拒绝，或选错了数字。",
      "The sign-in was declined on the phone, or a wrong number was chosen.",
    ], ["请再试一次。", "Try again."]);
  }
  return fail(subject, [
    `没有收到扫码结果（状态 ${status}）。`,
    `No scan arrived (the attempt is ${status}).`,
  ], [
    `手机上显示“redirect_uri 参数错误”：${domainZh}扫码后没有反应：手机访问不到回调地址，见 reachability。`,
    `The phone shows redirect_uri 参数错误: ${domainEn} Nothing happens after the scan: the phone cannot reach the site, see reachability.`,
  ]);
}

const WORDS = {
  zh: {
    scan: "请在 2 分钟内用手机上的企业微信扫描上面的二维码……",
    confirm: (number: string) => `已扫码：请在手机上选择数字 ${number}`,
  },
  en: {
    scan: "Scan the code above with WeCom on your phone, within 2 minutes …",
    confirm: (number: string) => `Scanned: choose ${number} on the phone`,
  },
} as const;
