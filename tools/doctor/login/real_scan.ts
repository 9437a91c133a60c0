import type { Lang } from "packages/platform/lang.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { renderUnicodeCompact } from "uqr";
import { about, fail, type Finding } from "tools/doctor/finding.ts";
import {
  createDevice,
  type LoginStatus,
  LoginStepError,
  readStatus,
  startLogin,
} from "tools/doctor/login/device.ts";
import { diagnoseScan } from "tools/doctor/login/diagnose_scan.ts";
import type { LoginSite } from "tools/doctor/login/simulated_logins.ts";

const LIVE: ReadonlySet<string> = new Set(["pending", "scanned", "confirming"]);
const POLLS_MAX = 40;

/** Shows a QR code in the terminal, waits for a real scan, and returns the result. */
export async function waitForScan(
  { fetch, site }: LoginSite,
  { lang, say }: { readonly lang: Lang; readonly say: (text: string) => void },
): Promise<Finding> {
  const subject = about("login.scan", "用手机上的企业微信扫码", "A scan with WeCom on a phone");
  try {
    const device = createDevice(fetch, "desktop");
    const login = await startLogin(device, site, "own", systemRandomBytes);
    say(`${renderUnicodeCompact(login.loginUrl)}\n${login.loginUrl}\n`);
    say(WORDS[lang].scan);
    let seen: LoginStatus = await readStatus(device, site, login);
    for (let polls = 0; LIVE.has(seen.status) && polls < POLLS_MAX; polls += 1) {
      seen = await readStatus(device, site, login, seen.version);
      if (seen.status === "confirming") say(WORDS[lang].confirm(seen.matchNumber ?? "?"));
    }
    return diagnoseScan(subject, seen);
  } catch (error) {
    if (!(error instanceof LoginStepError)) throw error;
    return fail(subject, [
      `登录没有完成：${error.message}`,
      `The sign-in did not complete: ${error.message}`,
    ], [
      "运行 deno task doctor，检查部署是否就绪。",
      "Run deno task doctor to check that the deployment is ready.",
    ]);
  }
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
