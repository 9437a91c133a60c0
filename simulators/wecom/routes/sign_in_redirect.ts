import { isInScope, type Persona } from "simulators/wecom/directory.ts";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import type { SignInRequest } from "simulators/wecom/routes/sign_in_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/**
 * The address a confirmed sign-in leads to, with a fresh code. Throws a `PageError` for a member who
 * is not in the visible scope, where WeCom checks it: on the login pages. A
 * silent authorize passes, and the app learns from `user/get` that it may not see the member.
 */
export function confirmSignIn(
  state: WecomState,
  request: SignInRequest,
  persona: Persona,
): string {
  const { page, corp, agent, redirectUri } = request;
  const checksScope = page !== "authorize";
  if (
    checksScope && agent && persona.kind === "member" && !isInScope(corp, agent, persona.member)
  ) {
    throw new PageError({
      zh: `无权限：${persona.name} 不在应用「${agent.name}」的可见范围内`,
      en: `No permission: ${persona.name} is not in the visible scope of "${agent.name}"`,
    });
  }
  const code = state.codes.add({
    corpId: corp.id,
    agentId: agent?.id ?? null,
    personaId: persona.id,
    redirectHost: redirectUri.host,
  });
  const withAppid = page !== "authorize" && state.settings.redirectWithAppid;
  return addToQuery(redirectUri, { code, state: request.state, appid: withAppid ? corp.id : null });
}

/** The address a refused sign-in leads to: `state` and no `code` (D91019). */
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
