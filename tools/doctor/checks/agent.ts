import type { WecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import type { Agent } from "packages/wecom/client/values.ts";
import { type Deployment, isLoopback } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject, Wording } from "tools/doctor/finding.ts";
import type { CallingApp } from "tools/doctor/settings.ts";

/** Compares the app in WeCom (document path 90227) with what this deployment needs. Pure. */
export function diagnoseAgent(app: CallingApp, agent: Agent, deployment: Deployment): Finding[] {
  const { name } = app;
  const subject = (part: string, zh: string, en: string) =>
    about(`app.${name}.${part}`, `应用 ${name}：${zh}`, `App ${name}: ${en}`);
  return [
    diagnoseEnabled(subject("enabled", "是否启用", "is it enabled"), agent),
    diagnoseScope(subject("scope", "可见范围", "visible scope"), agent),
    diagnoseDomain(subject("trusted_domain", "可信域名", "trusted domain"), agent, deployment),
    diagnoseLoginDomain(
      subject("login_domain", "授权回调域", "callback domain of WeCom's login page"),
      agent,
      deployment,
    ),
    diagnoseHome(subject("home_page", "应用主页", "home page"), agent, deployment),
  ].flat();
}

function diagnoseEnabled(subject: Subject, { isClosed }: Agent): Finding {
  if (!isClosed) return ok(subject, ["已启用。", "It is enabled."]);
  return fail(subject, ["应用已停用。", "It is disabled."], [
    "在管理后台该应用的详情页启用它。",
    "Enable it in the WeCom console, on the page of the app.",
  ]);
}

function diagnoseScope(subject: Subject, agent: Agent): Finding {
  const members = agent.allowedUserIds.length;
  const departments = agent.allowedDepartments.length;
  const tags = agent.allowedTags.length;
  if (members + departments + tags > 0) {
    return ok(subject, [
      `${members} 个成员、${departments} 个部门（含下级）、${tags} 个标签。`,
      `${members} members, ${departments} departments (with sub-departments), ${tags} tags.`,
    ]);
  }
  return fail(subject, [
    "没有人能看到这个应用，所以没有人能登录或给它发消息。",
    "No member sees the app, so no member can sign in or send messages.",
  ], [
    "在管理后台该应用的详情页设置“可见范围”。",
    "Set 可见范围 (visible scope) in the WeCom console, on the page of the app.",
  ]);
}

/** Where WeCom redirects to; undefined on this machine, where only the simulator does. */
export function redirectUriOf(env: Deployment["env"]): URL | undefined {
  const uri = env["WECOM_REDIRECT_URI"] || `${env["PUBLIC_URL"]}/api/auth/wecom/callback`;
  return URL.canParse(uri) && !isLoopback(uri) ? new URL(uri) : undefined;
}

/** After consent WeCom redirects to exactly this domain only, port included (document path 91022). */
function diagnoseDomain(
  subject: Subject,
  { redirectDomain }: Agent,
  { env }: Deployment,
): Findings {
  const uri = redirectUriOf(env);
  if (uri === undefined) return [];
  const { host, protocol } = uri;
  const remedy: Wording = [
    `在管理后台该应用的“网页授权及JS-SDK”里把可信域名填为 ${host}（不带 https://），或改正 WECOM_REDIRECT_URI、PUBLIC_URL。`,
    `Enter ${host} (without https://) in the WeCom console, on the page of the app, 网页授权及JS-SDK. Or correct WECOM_REDIRECT_URI or PUBLIC_URL.`,
  ];
  if (redirectDomain === undefined) {
    return fail(subject, [
      "没有设置，扫码登录会提示“redirect_uri 参数错误”。",
      "It is not set: sign-in ends with redirect_uri 参数错误.",
    ], remedy);
  }
  const trusted = hostOf(redirectDomain, protocol);
  if (trusted === host) return ok(subject, [`${host}，一致。`, `${host}, as required.`]);
  return fail(subject, [
    `应用的可信域名是 ${trusted}，而登录要跳回 ${host}；两者必须完全一致，包括端口。`,
    `The app trusts ${trusted}, but sign-in returns to ${host}. They must match, port included.`,
  ], remedy);
}

/** WeCom's own login page accepts the trusted domain, or one that no call of the API returns (document path 98151). */
function diagnoseLoginDomain(
  subject: Subject,
  { redirectDomain }: Agent,
  { env }: Deployment,
): Findings {
  const uri = redirectUriOf(env);
  if (uri === undefined) return [];
  const { host, protocol } = uri;
  if (redirectDomain !== undefined && hostOf(redirectDomain, protocol) === host) {
    return [];
  }
  return skip(subject, [
    `企业微信没有查询它的接口。登录页提示 -31020 时，在“企业微信授权登录”、Web 网页里填写 ${host}。`,
    `WeCom has no call that returns it. When the login page shows -31020, enter ${host} in 企业微信授权登录, Web 网页.`,
  ]);
}

function diagnoseHome(subject: Subject, { homeUrl }: Agent, { publicUrl }: Deployment): Findings {
  if (isLoopback(publicUrl) || !URL.canParse(publicUrl)) return [];
  const host = homeUrl !== undefined && URL.canParse(homeUrl) ? new URL(homeUrl).host : homeUrl;
  if (host === new URL(publicUrl).host) {
    return ok(subject, [`${host}，一致。`, `${host}, as required.`]);
  }
  const found: Wording = host === undefined
    ? [
      "没有设置，成员在企业微信里点开应用时看不到登录。",
      "It is not set: members who open the app in WeCom get no sign-in.",
    ]
    : [`指向 ${host}，不是 ${publicUrl}。`, `It is ${host}, not ${publicUrl}.`];
  return warn(subject, found, [
    `在管理后台该应用的详情页把“应用主页”设为 ${publicUrl}/login。`,
    `Set 应用主页 (home page) to ${publicUrl}/login in the WeCom console, on the page of the app.`,
  ]);
}

/** The host as URLs write it: lower case, without the default port. */
function hostOf(domain: string, protocol: string): string {
  const url = `${protocol}//${domain}`;
  return URL.canParse(url) ? new URL(url).host : domain;
}

/** Unknown, or outside the visible scope: WeCom does not distinguish them for an app. */
const NOT_VISIBLE: ReadonlySet<number> = new Set([60011, 60021, 60111, 40003, 50002]);

/** Whether a member can sign in and send messages: in the app's scope, and active (document path 90196). */
export async function diagnoseUser(
  app: CallingApp,
  userId: string,
  client: WecomClient,
): Promise<Finding> {
  const subject = about(`app.${app.name}.user`, `成员 ${userId}`, `Member ${userId}`);
  try {
    const { status } = await client.getUser(userId, AbortSignal.timeout(15_000));
    if (status === "active") {
      return ok(subject, ["在可见范围内，状态正常。", "In the visible scope, and active."]);
    }
    return fail(subject, [
      `在可见范围内，但状态是 ${status}，不能登录。`,
      `In the visible scope, but ${status}: cannot sign in.`,
    ], [
      "在管理后台“通讯录”里启用该成员，或请该成员先激活企业微信。",
      "Enable the member in the WeCom console (通讯录), or ask them to activate WeCom first.",
    ]);
  } catch (error) {
    if (error instanceof WecomError && NOT_VISIBLE.has(error.errcode)) {
      return fail(subject, [
        `不在应用的可见范围内，或没有这个成员（错误码 ${error.errcode}）。`,
        `Outside the visible scope of the app, or no such member (error ${error.errcode}).`,
      ], [
        "在管理后台该应用的“可见范围”里加上该成员或其部门；并核对 UserID 的拼写（通讯录的成员详情）。",
        "Add the member or their department to 可见范围 (visible scope) of the app in the WeCom console. Check the spelling of the UserID in 通讯录.",
      ]);
    }
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    return warn(subject, ["查询失败。", "The member cannot be looked up."], error.operator);
  }
}
