import type { Agent } from "packages/wecom/client/values.ts";
import { fail, type Finding, ok, type Subject, warn } from "tools/doctor/finding.ts";
import { type Examined, isLoopback } from "tools/doctor/examined.ts";
import type { CallingApp } from "tools/doctor/settings.ts";

/** The app as WeCom knows it (document path 90227) against what this deployment needs of it. Pure. */
export function judgeAgent(app: CallingApp, agent: Agent, examined: Examined): Finding[] {
  const about = (part: string, zh: string, en: string): Subject => ({
    id: `app.${app.name}.${part}`,
    looked: { zh: `应用 ${app.name}：${zh}`, en: `App ${app.name}: ${en}` },
  });
  return [
    judgeEnabled(about("enabled", "是否启用", "is it enabled"), agent),
    judgeScope(about("scope", "可见范围", "visible scope"), agent),
    ...judgeDomain(about("trusted_domain", "可信域名", "trusted domain"), agent, examined),
    ...judgeHome(about("home_page", "应用主页", "home page"), agent, examined),
  ];
}

function judgeEnabled(subject: Subject, { isClosed }: Agent): Finding {
  if (!isClosed) return ok(subject, { zh: "已启用。", en: "It is." });
  return fail(subject, { zh: "应用已停用。", en: "It is disabled." }, {
    zh: "在管理后台该应用的详情页启用它。",
    en: "Enable it in WeCom's console, on the app's page.",
  });
}

function judgeScope(subject: Subject, agent: Agent): Finding {
  const { allowedUserIds, allowedDepartments, allowedTags } = agent;
  const members = allowedUserIds.length;
  const departments = allowedDepartments.length;
  const tags = allowedTags.length;
  if (members + departments + tags === 0) {
    return fail(subject, {
      zh: "没有任何人能看到这个应用，所以没有人能登录或给它发消息。",
      en: "Nobody sees the app, so nobody can sign in or write to it.",
    }, {
      zh: "在管理后台该应用的详情页设置“可见范围”。",
      en: "Set 可见范围 (visible scope) in the console, on the app's page.",
    });
  }
  return ok(subject, {
    zh: `${members} 个成员、${departments} 个部门（含下级）、${tags} 个标签。`,
    en: `${members} members, ${departments} departments with all below, ${tags} tags.`,
  });
}

/** WeCom redirects after consent only to exactly this domain, port included (document path 91022). */
function judgeDomain(subject: Subject, { redirectDomain }: Agent, { env }: Examined): Finding[] {
  const uri = env["WECOM_REDIRECT_URI"] || `${env["PUBLIC_URL"]}/api/auth/wecom/callback`;
  if (!URL.canParse(uri)) return [];
  const { host, protocol } = new URL(uri);
  if (isLoopback(uri)) return [];
  const remedy = {
    zh:
      `在管理后台该应用的“网页授权及JS-SDK”里把可信域名填为 ${host}（不带 https://），或改正 WECOM_REDIRECT_URI、PUBLIC_URL。`,
    en:
      `Enter ${host} (without https://) in the console, the app's page, 网页授权及JS-SDK, or correct WECOM_REDIRECT_URI or PUBLIC_URL.`,
  };
  if (redirectDomain === undefined) {
    return [fail(subject, {
      zh: "没有设置，扫码登录会报“redirect_uri 参数错误”。",
      en: "None is set: sign-in ends with redirect_uri 参数错误.",
    }, remedy)];
  }
  const trusted = hostOf(redirectDomain, protocol);
  return [
    trusted === host ? ok(subject, { zh: `${host}，一致。`, en: `${host}, as it must be.` }) : fail(
      subject,
      {
        zh: `应用的可信域名是 ${trusted}，而登录要跳回 ${host}；两者必须完全一致，端口也算。`,
        en:
          `The app trusts ${trusted}, and sign-in returns to ${host}; they must be the same, port included.`,
      },
      remedy,
    ),
  ];
}

function judgeHome(subject: Subject, { homeUrl }: Agent, { publicUrl }: Examined): Finding[] {
  if (isLoopback(publicUrl) || !URL.canParse(publicUrl)) return [];
  const advice = {
    zh: `在管理后台该应用的详情页把“应用主页”设为 ${publicUrl}/login。`,
    en: `Set 应用主页 (home page) to ${publicUrl}/login in the console, on the app's page.`,
  };
  if (homeUrl === undefined) {
    return [warn(subject, {
      zh: "没有设置，成员在企业微信里点开应用看不到登录。",
      en: "None is set: members who open the app inside WeCom get no sign-in.",
    }, advice)];
  }
  const host = URL.canParse(homeUrl) ? new URL(homeUrl).host : homeUrl;
  if (host === new URL(publicUrl).host) {
    return [ok(subject, { zh: `${host}，一致。`, en: `${host}, as it should be.` })];
  }
  return [warn(subject, {
    zh: `指向 ${host}，不是 ${publicUrl}。`,
    en: `It leads to ${host}, not to ${publicUrl}.`,
  }, advice)];
}

/** As URLs spell it: lower case, and without the default port. */
function hostOf(domain: string, protocol: string): string {
  const url = `${protocol}//${domain}`;
  return URL.canParse(url) ? new URL(url).host : domain;
}
