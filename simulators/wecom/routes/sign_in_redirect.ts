import { isInScope, type Persona } from "simulators/wecom/directory.ts";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import type { SignInRequest } from "simulators/wecom/routes/sign_in_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/**
 * The address a confirmed sign-in leads to, with a fresh code; the login page adds `appid`, as seen in the field.
 * A silent authorize lets a member outside the visible scope pass, and the app learns from `user/get` that it may not
 * see the member.
 * @throws PageError on the login page for a member outside the visible scope
 */
export function confirmSignIn(
  state: WecomState,
  request: SignInRequest,
  persona: Persona,
): string {
  const { page, corp, agent, redirectUri } = request;
  const isLogin = page !== "authorize";
  if (isLogin && persona.kind === "member" && !isInScope(corp, agent, persona.member)) {
    throw new PageError({
      zh: `无权限：${persona.name} 不在应用「${agent.name}」的可见范围内`,
      en: `No permission: ${persona.name} is not in the visible scope of "${agent.name}"`,
    });
  }
  const code = state.codes.add({
    corpId: corp.id,
    agentId: request.agentId,
    personaId: persona.id,
    redirectHost: redirectUri.host,
  });
  return addToQuery(redirectUri, { code, state: request.state, appid: isLogin ? corp.id : null });
}

/** The address that a refused authorize or older login leads to: `state` and no `code`. */
export function denySignIn({ redirectUri, state }: SignInRequest): string {
  return addToQuery(redirectUri, { state });
}

/** Appends to the query, before a fragment, and keeps the given query byte for byte. */
function addToQuery(redirectUri: URL, parameters: Record<string, string | null>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null) as string[][];
  const added = new URLSearchParams(given).toString();
  const url = new URL(redirectUri);
  url.search = [url.search.slice(1), added].filter((part) => part !== "").join("&");
  return url.href;
}
