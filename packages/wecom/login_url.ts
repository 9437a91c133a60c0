import { joinUrl } from "packages/wecom/join_url.ts";

/** Where WeCom's API is. */
export const WECOM_API_URL = "https://qyapi.weixin.qq.com";
/** Where WeCom's own login page is. */
export const WECOM_LOGIN_URL = "https://login.work.weixin.qq.com";
/** Where login inside WeCom's web view goes through. */
export const WECOM_OAUTH_URL = "https://open.weixin.qq.com";

/** What both ways of login need. */
export interface LoginUrlOptions {
  readonly corpId: string;
  readonly agentId: string;
  /** Absolute, without fragment; its domain and port must be registered for the app. */
  readonly redirectUri: string;
  /** Comes back unchanged; 1 to 128 of `a-z A-Z 0-9`. */
  readonly state: string;
}

/**
 * The address of WeCom's login page for desktop browsers (document path 98152).
 * Throws TypeError for a state or redirect that WeCom would not bring back whole.
 */
export function hostedLoginUrl(
  options: LoginUrlOptions & { baseUrl?: string; lang?: "zh" | "en" },
): string {
  const { baseUrl = WECOM_LOGIN_URL, lang } = options;
  return joinUrl(
    baseUrl,
    `/wwlogin/sso/login?${
      encodeQuery({
        login_type: "CorpApp",
        appid: options.corpId,
        agentid: options.agentId,
        redirect_uri: checkedRedirect(options.redirectUri),
        state: checkedState(options.state),
        ...(lang === undefined ? {} : { lang }),
      })
    }`,
  );
}

/**
 * The address for login inside WeCom's web view (document path 91022). `snsapi_base` is silent;
 * `snsapi_privateinfo` asks the member and yields a user ticket. The fragment has to be last.
 * Throws TypeError for a state or redirect that WeCom would not bring back whole.
 */
export function inAppLoginUrl(
  options: LoginUrlOptions & { baseUrl?: string; scope?: "snsapi_base" | "snsapi_privateinfo" },
): string {
  const { baseUrl = WECOM_OAUTH_URL, scope = "snsapi_base" } = options;
  return joinUrl(
    baseUrl,
    `/connect/oauth2/authorize?${
      encodeQuery({
        appid: options.corpId,
        redirect_uri: checkedRedirect(options.redirectUri),
        response_type: "code",
        scope,
        state: checkedState(options.state),
        agentid: options.agentId,
      })
    }#wechat_redirect`,
  );
}

/** Keeps the documents' order of parameters. */
function encodeQuery(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

function checkedState(state: string): string {
  if (!/^[a-zA-Z0-9]{1,128}$/.test(state)) {
    throw new TypeError("Cannot build login URL: state is not 1 to 128 letters and digits");
  }
  return state;
}

function checkedRedirect(redirectUri: string): string {
  if (!/^https?:$/.test(URL.parse(redirectUri)?.protocol ?? "") || redirectUri.includes("#")) {
    throw new TypeError(
      "Cannot build login URL: redirect URI is not an absolute http(s) URL without fragment",
    );
  }
  return redirectUri;
}
