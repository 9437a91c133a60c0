import { joinUrl } from "packages/wecom/join_url.ts";

/** What both ways of login need. */
export interface LoginUrlOptions {
  /** Where WeCom's page is; may carry a path. */
  readonly baseUrl: string;
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
  options: LoginUrlOptions & { readonly lang: "zh" | "en" },
): string {
  return joinUrl(
    options.baseUrl,
    `/wwlogin/sso/login?${
      encodeQuery({
        login_type: "CorpApp",
        appid: options.corpId,
        agentid: options.agentId,
        redirect_uri: checkedRedirect(options.redirectUri),
        state: checkedState(options.state),
        lang: options.lang,
      })
    }`,
  );
}

/**
 * The address for login inside WeCom's web view (document path 91022), with the silent scope
 * `snsapi_base`. The fragment has to be last.
 * Throws TypeError for a state or redirect that WeCom would not bring back whole.
 */
export function inAppLoginUrl(
  options: LoginUrlOptions,
): string {
  return joinUrl(
    options.baseUrl,
    `/connect/oauth2/authorize?${
      encodeQuery({
        appid: options.corpId,
        redirect_uri: checkedRedirect(options.redirectUri),
        response_type: "code",
        scope: "snsapi_base",
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
