import type { Lang } from "packages/platform/lang.ts";
import { ask, NO_ANSWER } from "tools/doctor/ask.ts";
import type { Examined } from "tools/doctor/examined.ts";
import { fail, type Finding, ok } from "tools/doctor/finding.ts";
import { waitForScan } from "tools/doctor/login/real_scan.ts";
import {
  tryDeny,
  tryParallelScans,
  tryPerson,
  tryRedirect,
} from "tools/doctor/login/simulated_logins.ts";

/** Log lines that tell the story of a sign-in or of a callback. */
export function isAboutLogins(line: string): boolean {
  return /"event":"(login_|callback|trusted_domain|message_|inbox)|\/api\/(auth\/wecom|v1\/(wechat\/oauth|wecom\/callback))/
    .test(line);
}

/**
 * Signs in to a running deployment: by itself where WeCom is simulated, else with a person who scans.
 * @param url of the deployment; its PUBLIC_URL unless given
 */
export async function tryLogins(
  { publicUrl, fetch, userId }: Examined,
  options: {
    readonly url: string | undefined;
    readonly lang: Lang;
    readonly say: (text: string) => void;
  },
): Promise<readonly Finding[]> {
  const site = URL.canParse(options.url ?? "") ? new URL(options.url!).origin : publicUrl;
  const health = await judgeHealth(site, fetch);
  if (health.level === "fail") return [health];
  const at = { fetch, site };
  if (!await isSimulated(site, fetch)) return [health, await waitForScan(at, options)];
  const person = userId === undefined ? [] : [await tryPerson(at, userId)];
  return [
    health,
    await tryParallelScans(at),
    await tryRedirect(at),
    await tryDeny(at),
    ...person,
  ];
}

async function judgeHealth(site: string, fetch: typeof globalThis.fetch): Promise<Finding> {
  const subject = { id: "login.site", looked: { zh: `部署 ${site}`, en: `Deployment at ${site}` } };
  const asked = await ask(fetch, `${site}/api/health`);
  if (!("problem" in asked) && asked.status === 200) {
    return ok(subject, { zh: "可以服务。", en: "It can serve." });
  }
  const found = "problem" in asked
    ? NO_ANSWER[asked.problem]
    : { zh: `/api/health 返回 HTTP ${asked.status}。`, en: `/api/health answers ${asked.status}.` };
  return fail(subject, found, {
    zh: "先运行 deno task doctor，或用 --url 指定正在运行的部署。",
    en: "Run deno task doctor first, or name the running deployment with --url.",
  });
}

/** WeCom's own pages lie on hosts of Tencent; everything else that a login leads to is a stand-in. */
async function isSimulated(site: string, fetch: typeof globalThis.fetch): Promise<boolean> {
  const asked = await ask(fetch, `${site}/api/auth/wecom/qrcode?flow=hosted`);
  const loginUrl = "body" in asked ? /"loginUrl":"([^"]+)"/.exec(asked.body)?.[1] : undefined;
  return loginUrl !== undefined && URL.canParse(loginUrl) &&
    !/(^|\.)(qq\.com|tencent\.com)$/.test(new URL(loginUrl).hostname);
}
