/** How to let WeCom redirect to a host (document paths 91022 and 98151). */
export function enterDomain(host: string): readonly [zh: string, en: string] {
  return [
    `在管理后台该应用的详情页填写 ${host}（不带 https://，端口要一致）：“网页授权及JS-SDK”的可信域名，以及“企业微信授权登录”、Web 网页的授权回调域。或改正 WECOM_REDIRECT_URI、PUBLIC_URL。`,
    `Enter ${host} (without https://, with its port) in the WeCom console, on the page of the app: as trusted domain in 网页授权及JS-SDK, and as 授权回调域 in 企业微信授权登录, Web 网页. Or correct WECOM_REDIRECT_URI or PUBLIC_URL.`,
  ];
}
