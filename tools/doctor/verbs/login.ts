import type { Lang } from "packages/platform/lang.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";
import type { Deployment } from "tools/doctor/deployment.ts";
import { about, fail, ok } from "tools/doctor/create_finding.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { waitForScan } from "tools/doctor/login/real_scan.ts";
import {
  tryDeny,
  tryParallelScans,
  tryPerson,
  tryRedirect,
} from "tools/doctor/login/simulated_logins.ts";

/** Whether a log line is about a sign-in or a callback. */
export function isAboutLogins(line: string): boolean {
  return /"event":"(login_|callback|trusted_domain|message_|inbox)|\/api\/(auth\/wecom|v1\/(wechat\/oauth|wecom\/callback))/
    .test(line);
}

/**
 * Signs in to a running deployment: alone when WeCom is simulated, else with the scan of a person.
 * @param options.url address of the deployment; default: its PUBLIC_URL
 */
export async function tryLogins(
  { publicUrl, fetch, userId }: Deployment,
  options: {
    readonly url: string | undefined;
    readonly lang: Lang;
    readonly say: (text: string) => void;
  },
): Promise<readonly Finding[]> {
  const site = URL.canParse(options.url ?? "") ? new URL(options.url!).origin : publicUrl;
  const health = await diagnoseHealth(site, fetch);
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

async function diagnoseHealth(site: string, fetch: typeof globalThis.fetch): Promise<Finding> {
  const subject = about("login.site", `部署 ${site}`, `Deployment at ${site}`);
  const answer = await probe(fetch, `${site}/api/health`);
  if (!("problem" in answer) && answer.status === 200) {
    return ok(subject, ["服务正常。", "It is ready."]);
  }
  const found = "problem" in answer ? NO_ANSWER[answer.problem] : {
    zh: `/api/health 返回 HTTP ${answer.status}。`,
    en: `/api/health answers ${answer.status}.`,
  };
  return fail(subject, found, [
    "先运行 deno task doctor，或用 --url 指定运行中的部署。",
    "Run deno task doctor first, or pass the address of the deployment with --url.",
  ]);
}

/** The login page of the real WeCom is on a host of Tencent. */
async function isSimulated(site: string, fetch: typeof globalThis.fetch): Promise<boolean> {
  const answer = await probe(fetch, `${site}/api/auth/wecom/qrcode?flow=hosted`);
  const loginUrl = "body" in answer ? /"loginUrl":"([^"]+)"/.exec(answer.body)?.[1] : undefined;
  return loginUrl !== undefined && URL.canParse(loginUrl) &&
    !/(^|\.)(qq\.com|tencent\.com)$/.test(new URL(loginUrl).hostname);
}
