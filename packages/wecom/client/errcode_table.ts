import { MESSAGE_ERRCODES } from "packages/wecom/client/message_errcodes.ts";

/**
 * What can be done about an error code:
 * - `retry`: the same call may work later
 * - `refresh`: a new access token is needed
 * - `configuration`: somebody has to change something in WeCom's console or in the settings
 * - `user`: the person has to do something again
 * - `unknown`: not in the table
 */
export type ErrcodeClass = "retry" | "refresh" | "configuration" | "user" | "unknown";

/** A sentence for the operator, in both languages. */
export interface OperatorText {
  readonly zh: string;
  readonly en: string;
}

/** One row of the table. `{ip}` in a sentence stands for the address WeCom saw us call from. */
export interface ErrcodeEntry {
  readonly class: ErrcodeClass;
  readonly operator: OperatorText;
}

function row(errcodeClass: ErrcodeClass, zh: string, en: string): ErrcodeEntry {
  return { class: errcodeClass, operator: { zh, en } };
}

/**
 * The error codes that gettoken, login, directory, app calls can give, and those of {@link MESSAGE_ERRCODES}.
 * Source: WeCom document path 90313 (global error codes), meanings in our own words.
 */
export const ERRCODES: Readonly<Record<number, ErrcodeEntry>> = {
  ...MESSAGE_ERRCODES,
  [-1]: row(
    "retry",
    "企业微信系统繁忙。稍候会自动好转；若持续出现，请查看企业微信服务状态。",
    "WeCom is busy. This passes by itself; if it lasts, look at WeCom's service status.",
  ),
  40001: row(
    "configuration",
    "Secret 不正确、已被重置，或应用已停用。请在管理后台该应用的详情页重新复制 Secret，并确认应用已启用。反复用错误的 Secret 请求会使本机 IP 被封 1 小时。",
    "The Secret is wrong or was reset, or the app is stopped. Copy the Secret again from this app's page in the console and check that the app is enabled. Asking again and again with a wrong Secret blocks this server's IP for an hour.",
  ),
  40003: row(
    "configuration",
    "UserID 无效。请在通讯录中确认该成员存在，且使用的是明文 UserID。",
    "The UserID is not valid. Check in the directory that the member exists, and that it is the plain UserID.",
  ),
  40013: row(
    "configuration",
    "CorpID 不正确。请从管理后台“我的企业”页底部复制企业 ID。",
    "The CorpID is wrong. Copy it from the foot of the console page 我的企业 (My Company).",
  ),
  40014: row(
    "refresh",
    "access_token 无效，会自动重新获取一次。若持续出现，请确认 CorpID、AgentId 与 Secret 属于同一个应用。",
    "The access token is not valid; a new one is fetched once by itself. If it lasts, check that CorpID, AgentId and Secret belong to the same app.",
  ),
  40029: row(
    "user",
    "登录 code 已过期、已用过，或属于另一个应用。请让用户重新扫码；若经常出现，请检查是否有两处在消费同一个 code。",
    "The login code is too old, already used, or of another app. Ask the person to scan again; if it happens often, look for two places that consume one code.",
  ),
  40035: row(
    "configuration",
    "请求参数不合法。请对照错误查询工具检查该调用的参数。",
    "A parameter of the request is not valid. Check this call's parameters with WeCom's error look-up tool.",
  ),
  40056: row(
    "configuration",
    "AgentId 不正确。请从管理后台该应用的详情页复制 AgentId。",
    "The AgentId is wrong. Copy it from this app's page in the console.",
  ),
  40058: row(
    "configuration",
    "请求参数不合法、过长，或 JSON 有误。请对照错误查询工具检查该调用的参数。",
    "A parameter is not valid or too long, or the JSON is broken. Check this call's parameters with WeCom's error look-up tool.",
  ),
  40063: row(
    "configuration",
    "缺少必填参数。请检查 CorpID、AgentId 和 Secret 是否都已填写。",
    "A required parameter is empty. Check that CorpID, AgentId and Secret are all filled in.",
  ),
  40091: row(
    "configuration",
    "Secret 属于另一个企业。请使用同一个企业的 CorpID 和 Secret。",
    "The Secret belongs to another corp. Use CorpID and Secret of one and the same corp.",
  ),
  40096: row(
    "user",
    "客户的 external_userid 无效。请确认它来自同一家企业，且没有多余字符。",
    "The customer's external_userid is not valid. Check that it comes from the same corp and was copied whole.",
  ),
  41001: row(
    "configuration",
    "请求里没有 access_token。请检查代理或网关是否删掉了查询参数。",
    "The request arrived without an access token. Check whether a proxy or gateway strips query parameters.",
  ),
  41002: row(
    "configuration",
    "CorpID 为空。请填写企业 ID。",
    "The CorpID is empty. Fill it in.",
  ),
  41004: row(
    "configuration",
    "Secret 为空。请填写该应用的 Secret。",
    "The Secret is empty. Fill in this app's Secret.",
  ),
  41008: row(
    "user",
    "登录请求里没有 code。请让用户重新扫码。",
    "The login came without a code. Ask the person to scan again.",
  ),
  41011: row(
    "configuration",
    "AgentId 为空。请填写该应用的 AgentId。",
    "The AgentId is empty. Fill in this app's AgentId.",
  ),
  42001: row(
    "refresh",
    "access_token 已过期，会自动重新获取一次。若持续出现，请检查本机时钟。",
    "The access token has expired; a new one is fetched once by itself. If it lasts, check this server's clock.",
  ),
  42003: row(
    "user",
    "登录 code 已过期（5 分钟有效）。请让用户重新扫码。",
    "The login code has expired (it lives 5 minutes). Ask the person to scan again.",
  ),
  42022: row(
    "user",
    "登录 code 已被使用过。请让用户重新扫码；若经常出现，请检查是否有两处在消费同一个 code。",
    "The login code was already used. Ask the person to scan again; if it happens often, look for two places that consume one code.",
  ),
  45009: row(
    "retry",
    "调用过于频繁，或因多次使用错误 Secret 而被封禁 IP（1 小时）。请等待限制解除，并检查是否有其他程序在使用同一应用或同一出口 IP。",
    "Too many calls, or this IP is blocked for an hour after wrong Secrets. Wait until it ends, and look for other programs that use the same app or the same address.",
  ),
  45029: row(
    "configuration",
    "返回的数据过大。请缩小应用的可见范围或分部门查询。",
    "The answer would be too large. Narrow the app's visible scope or ask by department.",
  ),
  45031: row(
    "configuration",
    "Secret 强度过弱。请在管理后台重置该应用的 Secret 并更新配置。",
    "The Secret is judged too weak. Reset this app's Secret in the console and update the settings.",
  ),
  45033: row(
    "retry",
    "并发调用过多。请稍后再试；若持续出现，请降低并发。",
    "Too many calls at the same time. Try later; if it lasts, lower the number of parallel calls.",
  ),
  48001: row(
    "configuration",
    "应用没有调用该接口的权限。请在管理后台为应用开通相应权限。",
    "The app may not call this interface. Grant it the permission in the console.",
  ),
  48002: row(
    "configuration",
    "应用没有调用该接口的权限。请在管理后台为应用开通权限，或把它加入“可调用应用”。",
    "The app may not call this interface. Grant it the permission in the console, or add it to 可调用应用 (callable apps).",
  ),
  48004: row(
    "configuration",
    "应用的授权已失效。请管理员重新授权。",
    "The app's authorisation is void. Ask the admin to authorise it again.",
  ),
  48006: row(
    "configuration",
    "应用长期未使用，权限已被收回。请管理员在管理后台重新启用应用。",
    "The app was idle for long and its permission was withdrawn. Ask the admin to enable it again in the console.",
  ),
  48009: row(
    "configuration",
    "当前 IP 用通讯录同步的 Secret 已不能读取成员详情。请改用自建应用的 Secret。",
    "From this IP the contact-sync Secret can no longer read members. Use the Secret of a self-built app.",
  ),
  48010: row(
    "configuration",
    "TLS 版本过低。请让本机（或出口代理）使用 TLS 1.2 及以上。",
    "The TLS version is too old. Let this server (or its outgoing proxy) use TLS 1.2 or later.",
  ),
  48011: row(
    "configuration",
    "应用活跃度过低，不能读取客户数据。请查看管理后台的通知并恢复使用。",
    "The app is too little used to read customer data. See the notice in the console and bring it back into use.",
  ),
  50001: row(
    "configuration",
    "回调地址的域名没有登记在这个应用下。请在该应用的“网页授权及 JS-SDK”和“企业微信授权登录”中填写完全一致的域名（含端口）。",
    "The redirect's domain is not registered for this app. Enter exactly that domain, with its port, under this app's 网页授权及 JS-SDK (web authorisation) and 企业微信授权登录 (WeCom login).",
  ),
  50002: row(
    "configuration",
    "成员不在应用的权限范围内。请扩大应用的可见范围。",
    "The member is outside the app's permission. Widen the app's visible scope.",
  ),
  50003: row(
    "configuration",
    "应用已停用。请在管理后台启用该应用。",
    "The app is disabled. Enable it in the console.",
  ),
  60011: row(
    "configuration",
    "应用无权访问该成员、部门或标签。请扩大应用的可见范围。",
    "The app has no right on this member, department or tag. Widen the app's visible scope.",
  ),
  60020: row(
    "configuration",
    "企业微信拒绝来自 {ip} 的调用。请在管理后台该应用的“企业可信IP”中加入这个地址，约 1 分钟后生效。",
    "WeCom refuses calls from {ip}. Add this address to this app's 企业可信IP (trusted IPs) in the console; it takes about a minute.",
  ),
  60021: row(
    "configuration",
    "成员不在应用的可见范围内。请把该成员或其部门加入可见范围。",
    "The member is not in the app's visible scope. Add the member or the department to it.",
  ),
  60111: row(
    "configuration",
    "成员不存在、已离职，或不在应用的可见范围内。请检查通讯录和应用的可见范围。",
    "The member is unknown, has left, or is outside the app's visible scope. Check the directory and the scope.",
  ),
  80001: row(
    "configuration",
    "可信域名不正确或没有 ICP 备案。请修正该应用的可信域名。",
    "The trusted domain is wrong or has no ICP filing. Correct this app's trusted domain.",
  ),
  84014: row(
    "user",
    "user_ticket 已过期（30 分钟有效）。请让用户重新授权登录。",
    "The user ticket has expired (it lives 30 minutes). Ask the person to sign in again.",
  ),
  84015: row(
    "user",
    "user_ticket 无效。请让用户重新授权登录。",
    "The user ticket is not valid. Ask the person to sign in again.",
  ),
  84061: row(
    "user",
    "应用可见范围内没有成员添加过这位客户。请让一位成员先添加客户，或把该成员加入应用可见范围。",
    "Nobody in the app's visible scope has added this customer. Let a member add them, or put that member into the scope.",
  ),
  85005: row(
    "configuration",
    "域名归属没有通过校验。请把 WW_verify 文件放到该域名根目录并在管理后台完成校验。",
    "The domain's ownership is not verified. Put the WW_verify file at the domain's root and verify it in the console.",
  ),
  92002: row(
    "configuration",
    "跨企业调用。请使用同一个企业的 CorpID 和 Secret。",
    "This call crosses corps. Use CorpID and Secret of one and the same corp.",
  ),
  92003: row(
    "configuration",
    "跨应用调用。请使用同一个应用的 AgentId 和 Secret。",
    "This call crosses apps. Use AgentId and Secret of one and the same app.",
  ),
  301002: row(
    "configuration",
    "AgentId 与 Secret 不属于同一个应用。请成对填写。",
    "AgentId and Secret do not belong to the same app. Enter them as a pair.",
  ),
  301007: row(
    "configuration",
    "企业已解散或被封禁。请联系企业微信客服。",
    "The corp is dissolved or banned. Contact WeCom's support.",
  ),
  301042: row(
    "configuration",
    "企业微信拒绝来自 {ip} 的调用：不在 IP 白名单中。请在管理后台加入这个地址。",
    "WeCom refuses calls from {ip}: it is not on the list of allowed addresses. Add it in the console.",
  ),
  701008: row(
    "configuration",
    "缺少接口许可。请在管理后台购买并激活许可。",
    "A licence for this interface is missing. Buy and activate it in the console.",
  ),
};
