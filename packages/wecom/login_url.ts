import { joinUrl } from "packages/wecom/join_url.ts";

/** The parts of a login address. */
export interface LoginUrlOptions {
  /** The base URL of WeCom's page; may have a path. */
  readonly baseUrl: string;
  readonly corpId: string;
  readonly agentId: string;
  /** Absolute, without fragment; its domain and port must be registered for the app. */
  readonly redirectUri: string;
  /** WeCom returns it unchanged; 1 to 128 of `a-z A-Z 0-9`. */
  readonly state: string;
}

/**
 * The address of WeCom's login page for desktop browsers. Source: document path 98152.
 * @throws TypeError when WeCom would not return this state or redirect unchanged
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
 * The address for login inside WeCom's web view, with the silent scope `snsapi_base`. The fragment
 * must be at the end. Source: document path 91022.
 * @throws TypeError when WeCom would not return this state or redirect unchanged
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

/** Keeps the order of the parameters in WeCom's document. */
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
