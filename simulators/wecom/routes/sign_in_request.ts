import type { Agent, Corp } from "simulators/wecom/corp.ts";
import { acceptsRedirectHost, findAgent } from "simulators/wecom/directory.ts";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** The request of one of WeCom's sign-in pages. */
export interface SignInRequest {
  page: "login" | "qrConnect" | "authorize";
  corp: Corp;
  /** Null when an authorize URL names no agent. */
  agent: Agent | null;
  redirectUri: URL;
  /** Echoed unchanged; null when it was not given. */
  state: string | null;
}

/** The request of one of the login pages, which always names an agent. */
export interface LoginRequest extends SignInRequest {
  page: "login" | "qrConnect";
  agent: Agent;
}

/**
 * Reads the query of the current login page (D98152) or the legacy one (D91019).
 * @throws PageError with the panel's code
 */
export function parseLoginRequest(
  { corps }: WecomState,
  query: URLSearchParams,
  page: LoginRequest["page"],
): LoginRequest {
  if (page === "login" && query.get("login_type") !== "CorpApp") {
    throw new PageError({ zh: "login_type 参数错误", en: "Invalid login_type" }, -31040);
  }
  const corp = findCorp(corps, query, -31027);
  const agent = findAgent(corp, Number(query.get("agentid")));
  if (!agent) throw new PageError({ zh: "agentid 参数错误", en: "Invalid agentid" }, -31028);
  const redirectUri = parseRedirectUri(query, [agent]);
  rejectClosed(agent);
  return { page, corp, agent, redirectUri, state: query.get("state") };
}

/**
 * Reads the query of the in-app authorize page (D91022).
 * @throws PageError
 */
export function parseAuthorizeRequest(
  { corps }: WecomState,
  query: URLSearchParams,
): SignInRequest {
  const corp = findCorp(corps, query, -31027);
  if (query.get("response_type") !== "code") {
    throw new PageError({ zh: "response_type 参数错误", en: "Invalid response_type" });
  }
  if (query.get("scope") !== "snsapi_base") {
    throw new PageError({ zh: "scope 参数错误", en: "Invalid scope" });
  }
  const state = query.get("state");
  if (state !== null && !/^[a-zA-Z0-9]{0,128}$/.test(state)) {
    throw new PageError({
      zh: "state 参数错误",
      en: "Invalid state: letters and digits, at most 128",
    });
  }
  const agentId = query.get("agentid");
  const agent = agentId ? findAgent(corp, Number(agentId)) : null;
  if (agent === undefined) throw new PageError({ zh: "agentid 参数错误", en: "Invalid agentid" });
  const redirectUri = parseRedirectUri(query, agent ? [agent] : corp.agents);
  if (agent) rejectClosed(agent);
  return { page: "authorize", corp, agent, redirectUri, state };
}

function findCorp(corps: Corp[], query: URLSearchParams, code: number): Corp {
  const corp = corps.find(({ id }) => id === query.get("appid"));
  if (!corp) throw new PageError({ zh: "appid 参数错误", en: "Invalid appid" }, code);
  return corp;
}

/** The redirect's host and port must be a trusted domain of one of `agents`. */
function parseRedirectUri(query: URLSearchParams, agents: Agent[]): URL {
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
  if (url && isWeb && agents.some((agent) => acceptsRedirectHost(agent, url.host))) return url;
  throw new PageError({
    zh: `redirect_uri 参数错误：${url?.host ?? given} 不是该应用的可信域名`,
    en: `redirect_uri 参数错误 (${url?.host ?? given} is not a trusted domain of this app)`,
  }, -31039);
}

function rejectClosed({ closed }: Agent): void {
  if (closed) throw new PageError({ zh: "应用已停用", en: "This app is disabled" });
}
