import type { Agent, Corp } from "simulators/wecom/corp.ts";
import { acceptsRedirectHost, findAgent } from "simulators/wecom/directory.ts";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** The request of one of WeCom's sign-in pages. */
export interface SignInRequest {
  page: "login" | "legacyLogin" | "authorize";
  corp: Corp;
  agent: Agent;
  /** Absent for an authorize that names no app: `agent` is then one that trusts the redirect's domain. */
  agentId: number | undefined;
  redirectUri: URL;
  /** Echoed unchanged; null when it was not given. */
  state: string | null;
}

/**
 * Reads the query of the login page (D98152).
 * @throws PageError with the panel's code
 */
export function parseLoginRequest(state: WecomState, query: URLSearchParams): SignInRequest {
  if (query.get("login_type") !== "CorpApp") {
    throw new PageError({ zh: "login_type 参数错误", en: "Invalid login_type" }, -31040);
  }
  return parseRequest(state, query, "login");
}

/**
 * Reads the query of the older login page (D91019), which has no `login_type`.
 * @throws PageError with the panel's code
 */
export function parseLegacyLoginRequest(
  state: WecomState,
  query: URLSearchParams,
): SignInRequest {
  return parseRequest(state, query, "legacyLogin");
}

/**
 * Reads the query of the in-app authorize page (D91022).
 * @throws PageError
 */
export function parseAuthorizeRequest(state: WecomState, query: URLSearchParams): SignInRequest {
  if (query.get("response_type") !== "code") {
    throw new PageError({ zh: "response_type 参数错误", en: "Invalid response_type" });
  }
  if (query.get("scope") !== "snsapi_base") {
    throw new PageError({ zh: "scope 参数错误", en: "Invalid scope" });
  }
  if (!/^[a-zA-Z0-9]{0,128}$/.test(query.get("state") ?? "")) {
    throw new PageError({
      zh: "state 参数错误",
      en: "Invalid state: letters and digits, at most 128",
    });
  }
  return parseRequest(state, query, "authorize");
}

function parseRequest(
  { corps }: WecomState,
  query: URLSearchParams,
  page: SignInRequest["page"],
): SignInRequest {
  const corp = corps.find(({ id }) => id === query.get("appid"));
  if (!corp) throw new PageError({ zh: "appid 参数错误", en: "Invalid appid" }, -31027);
  const given = query.get("agentid");
  const agentId = given ? Number(given) : undefined;
  // The silent authorize does not need to name the app (D91022).
  const isOptional = page === "authorize";
  const agent = agentId === undefined && isOptional
    ? findAgentOfDomain(corp, query)
    : findAgent(corp, agentId ?? 0);
  if (!agent) throw new PageError({ zh: "agentid 参数错误", en: "Invalid agentid" }, -31028);
  const redirectUri = parseRedirectUri(query, agent);
  if (agent.closed) throw new PageError({ zh: "应用已停用", en: "This app is disabled" });
  return { page, corp, agent, agentId, redirectUri, state: query.get("state") };
}

/** An app that trusts the redirect's domain, or else the first one. */
function findAgentOfDomain({ agents }: Corp, query: URLSearchParams): Agent | undefined {
  const given = query.get("redirect_uri") ?? "";
  const host = URL.canParse(given) ? new URL(given).host : "";
  return agents.find((agent) => acceptsRedirectHost(agent, host)) ?? agents[0];
}

/** The redirect's host and port must be a trusted domain of the app. */
function parseRedirectUri(query: URLSearchParams, agent: Agent): URL {
  const given = query.get("redirect_uri");
  if (!given) {
    const text = {
      zh: "redirect_uri 参数错误：为空",
      en: "redirect_uri 参数错误 (redirect_uri is empty)",
    };
    throw new PageError(text, -31035);
  }
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (url && isWeb && acceptsRedirectHost(agent, url.host)) return url;
  throw new PageError({
    zh: `redirect_uri 参数错误：${url?.host ?? given} 不是该应用的可信域名`,
    en: `redirect_uri 参数错误 (${url?.host ?? given} is not a trusted domain of this app)`,
  }, -31039);
}
