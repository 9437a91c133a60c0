import { type ErrcodeEntry, row } from "packages/wecom/client/errcode_entry.ts";
import { MESSAGE_ERRCODES } from "packages/wecom/client/message_errcodes.ts";

/**
 * The error codes of gettoken, login, directory and app calls, and those of {@link MESSAGE_ERRCODES}.
 * Source: WeCom document path 90313 (global error codes); the sentences are ours.
 */
export const ERRCODES: Readonly<Record<number, ErrcodeEntry>> = {
  ...MESSAGE_ERRCODES,
  [-1]: row(
    "retry",
    "企业微信系统繁忙，通常会自动恢复。若持续出现，请查看企业微信的服务状态。",
    "WeCom is busy. This usually passes without action; if it continues, check WeCom's service status.",
  ),
  40001: row(
    "configuration",
    "Secret 不正确或已被重置，或者应用已停用。请在管理后台的应用详情页重新复制 Secret，并确认应用已启用。多次用错误的 Secret 请求会使本机 IP 被封 1 小时。",
    "The Secret is wrong or was reset, or the app is disabled. Copy the Secret again from the app's page in the console and check that the app is enabled. Repeated calls with a wrong Secret block this server's IP for one hour.",
  ),
  40003: row(
    "configuration",
    "UserID 无效。请确认通讯录中有该成员，且使用的是明文 UserID。",
    "The UserID is not valid. Check that the directory has this member and that you use the plain UserID.",
  ),
  40013: row(
    "configuration",
    "CorpID 不正确。请从管理后台“我的企业”页面底部复制企业 ID。",
    "The CorpID is wrong. Copy it from the bottom of the console page 我的企业 (My Company).",
  ),
  40014: row(
    "refresh",
    "access_token 无效，系统会自动重新获取一次。若持续出现，请确认 CorpID、AgentId 和 Secret 属于同一个应用。",
    "The access token is not valid; a new one is fetched once automatically. If this continues, check that CorpID, AgentId and Secret belong to the same app.",
  ),
  40029: row(
    "user",
    "登录 code 已过期、已使用过，或属于另一个应用。请让用户重新扫码；若经常出现，请检查是否有两个程序在使用同一个 code。",
    "The login code has expired, was already used, or belongs to another app. Ask the person to scan again; if this happens often, check whether two programs use the same code.",
  ),
  40035: row(
    "configuration",
    "请求参数不合法。请用企业微信的错误码查询工具检查该接口的参数。",
    "A request parameter is not valid. Check the parameters of this call with WeCom's error look-up tool.",
  ),
  40056: row(
    "configuration",
    "AgentId 不正确。请从管理后台的应用详情页复制 AgentId。",
    "The AgentId is wrong. Copy it from the app's page in the console.",
  ),
  40058: row(
    "configuration",
    "请求参数不合法或过长，或者 JSON 格式有误。请用企业微信的错误码查询工具检查该接口的参数。",
    "A parameter is not valid or too long, or the JSON is malformed. Check the parameters of this call with WeCom's error look-up tool.",
  ),
  40063: row(
    "configuration",
    "缺少必填参数。请确认 CorpID、AgentId 和 Secret 均已填写。",
    "A required parameter is empty. Check that CorpID, AgentId and Secret are all set.",
  ),
  40091: row(
    "configuration",
    "Secret 属于另一个企业。请使用同一企业的 CorpID 和 Secret。",
    "The Secret belongs to another corp. Use the CorpID and Secret of the same corp.",
  ),
  40096: row(
    "user",
    "客户的 external_userid 无效。请确认它来自同一家企业，并且复制完整。",
    "The customer's external_userid is not valid. Check that it comes from the same corp and is complete.",
  ),
  41001: row(
    "configuration",
    "请求中没有 access_token。请检查代理或网关是否删除了 URL 查询参数。",
    "The request arrived without an access token. Check whether a proxy or gateway removes query parameters.",
  ),
  41002: row(
    "configuration",
    "CorpID 为空。请填写企业 ID。",
    "The CorpID is empty. Set it.",
  ),
  41004: row(
    "configuration",
    "Secret 为空。请填写该应用的 Secret。",
    "The Secret is empty. Set this app's Secret.",
  ),
  41008: row(
    "user",
    "登录请求中没有 code。请让用户重新扫码。",
    "The login request has no code. Ask the person to scan again.",
  ),
  41011: row(
    "configuration",
    "AgentId 为空。请填写该应用的 AgentId。",
    "The AgentId is empty. Set this app's AgentId.",
  ),
  42001: row(
    "refresh",
    "access_token 已过期，系统会自动重新获取一次。若持续出现，请检查本机时钟。",
    "The access token has expired; a new one is fetched once automatically. If this continues, check this server's clock.",
  ),
  42003: row(
    "user",
    "登录 code 已过期（有效期 5 分钟）。请让用户重新扫码。",
    "The login code has expired (it is valid for 5 minutes). Ask the person to scan again.",
  ),
  42022: row(
    "user",
    "登录 code 已使用过。请让用户重新扫码；若经常出现，请检查是否有两个程序在使用同一个 code。",
    "The login code was already used. Ask the person to scan again; if this happens often, check whether two programs use the same code.",
  ),
  45009: row(
    "retry",
    "调用过于频繁，或者本机 IP 因多次使用错误的 Secret 被封 1 小时。请等待限制解除，并检查是否有其他程序在使用同一应用或同一出口 IP。",
    "Too many calls, or this IP is blocked for one hour after wrong Secrets. Wait until the limit ends, and check whether other programs use the same app or the same IP.",
  ),
  45029: row(
    "configuration",
    "返回的数据过大。请缩小应用的可见范围，或按部门查询。",
    "The answer would be too large. Reduce the app's visible scope, or query by department.",
  ),
  45031: row(
    "configuration",
    "Secret 强度不足。请在管理后台重置该应用的 Secret，并更新配置。",
    "The Secret is too weak. Reset this app's Secret in the console and update the settings.",
  ),
  45033: row(
    "retry",
    "并发调用过多，请稍后再试。若持续出现，请降低并发。",
    "Too many parallel calls. Try again later; if this continues, make fewer calls at the same time.",
  ),
  48001: row(
    "configuration",
    "应用没有调用该接口的权限。请在管理后台为应用开通相应权限。",
    "The app may not call this interface. Grant the app this permission in the console.",
  ),
  48002: row(
    "configuration",
    "应用没有调用该接口的权限。请在管理后台为应用开通权限，或把它加入“可调用应用”。",
    "The app may not call this interface. Grant the app this permission in the console, or add it to 可调用应用 (callable apps).",
  ),
  48004: row(
    "configuration",
    "应用的授权已失效。请让管理员重新授权。",
    "The app's authorisation is no longer valid. Ask the admin to authorise the app again.",
  ),
  48006: row(
    "configuration",
    "应用长期未使用，权限已被收回。请让管理员在管理后台重新启用应用。",
    "The app was not used for a long time and lost its permission. Ask the admin to enable it again in the console.",
  ),
  48009: row(
    "configuration",
    "从当前 IP 已不能用通讯录同步的 Secret 读取成员详情。请改用自建应用的 Secret。",
    "From this IP the contact-sync Secret can no longer read members. Use the Secret of a self-built app.",
  ),
  48010: row(
    "configuration",
    "TLS 版本过低。请让本机（或出口代理）使用 TLS 1.2 及以上版本。",
    "The TLS version is too old. Use TLS 1.2 or later on this server (or its outgoing proxy).",
  ),
  48011: row(
    "configuration",
    "应用活跃度过低，不能读取客户数据。请查看管理后台的通知，并恢复使用该应用。",
    "The app is used too little to read customer data. Read the notice in the console and use the app again.",
  ),
  50001: row(
    "configuration",
    "回调地址的域名没有登记在该应用下。请在应用的“网页授权及 JS-SDK”和“企业微信授权登录”中填写完全一致的域名（含端口）。",
    "The redirect's domain is not registered for this app. Enter exactly this domain, with its port, under the app's 网页授权及 JS-SDK (web authorisation) and 企业微信授权登录 (WeCom login).",
  ),
  50002: row(
    "configuration",
    "成员不在应用的权限范围内。请扩大应用的可见范围。",
    "The member is outside the app's permissions. Extend the app's visible scope.",
  ),
  50003: row(
    "configuration",
    "应用已停用。请在管理后台启用该应用。",
    "The app is disabled. Enable it in the console.",
  ),
  60011: row(
    "configuration",
    "应用无权访问该成员、部门或标签。请扩大应用的可见范围。",
    "The app may not access this member, department or tag. Extend the app's visible scope.",
  ),
  60020: row(
    "configuration",
    "企业微信拒绝来自 {ip} 的调用。请在管理后台该应用的“企业可信IP”中添加该地址，约 1 分钟后生效。",
    "WeCom refuses calls from {ip}. Add this address to the app's 企业可信IP (trusted IPs) in the console; it takes effect after about one minute.",
  ),
  60021: row(
    "configuration",
    "成员不在应用的可见范围内。请把该成员或其部门加入可见范围。",
    "The member is not in the app's visible scope. Add the member or their department to the scope.",
  ),
  60111: row(
    "configuration",
    "成员不存在、已离职，或不在应用的可见范围内。请检查通讯录和应用的可见范围。",
    "The member is unknown, has left, or is outside the app's visible scope. Check the directory and the scope.",
  ),
  80001: row(
    "configuration",
    "可信域名不正确，或没有 ICP 备案。请修改该应用的可信域名。",
    "The trusted domain is wrong or has no ICP filing. Correct this app's trusted domain.",
  ),
  84061: row(
    "user",
    "应用可见范围内没有成员添加过这位客户。请让一位成员先添加客户，或把已添加客户的成员加入可见范围。",
    "No member in the app's visible scope has added this customer. Ask a member to add the customer, or add that member to the scope.",
  ),
  85005: row(
    "configuration",
    "域名归属未通过校验。请把 WW_verify 文件放到该域名的根目录，然后在管理后台完成校验。",
    "The domain's ownership is not verified. Put the WW_verify file at the domain's root, then verify the domain in the console.",
  ),
  92002: row(
    "configuration",
    "该调用跨了企业。请使用同一企业的 CorpID 和 Secret。",
    "The call mixes two corps. Use the CorpID and Secret of the same corp.",
  ),
  92003: row(
    "configuration",
    "该调用跨了应用。请使用同一应用的 AgentId 和 Secret。",
    "The call mixes two apps. Use the AgentId and Secret of the same app.",
  ),
  301002: row(
    "configuration",
    "AgentId 与 Secret 不属于同一个应用。请填写同一应用的 AgentId 和 Secret。",
    "AgentId and Secret do not belong to the same app. Use the AgentId and Secret of the same app.",
  ),
  301007: row(
    "configuration",
    "企业已解散或被封禁。请联系企业微信客服。",
    "The corp is dissolved or banned. Contact WeCom's support.",
  ),
  301042: row(
    "configuration",
    "企业微信拒绝来自 {ip} 的调用，该地址不在 IP 白名单中。请在管理后台添加该地址。",
    "WeCom refuses calls from {ip}: the address is not on the list of allowed IPs. Add it in the console.",
  ),
  701008: row(
    "configuration",
    "缺少接口许可。请在管理后台购买并激活许可。",
    "A licence for this interface is missing. Buy and activate one in the console.",
  ),
};
