import type { ApiCall, ApiFields, ApiRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";

/** `gettoken` (D91039). The trusted-address check of business calls does not apply to it. */
export const tokenCalls: ApiCall[] = [{ name: "gettoken", access: "open", answer: getToken }];

function getToken({ state, query, callerIp }: ApiRequest): ApiFields {
  if (state.secretGuard.isBanned(callerIp)) throw new ApiError(45009);
  const corpId = query.get("corpid");
  const secret = query.get("corpsecret");
  if (!corpId) throw new ApiError(41002);
  if (!secret) throw new ApiError(41004);
  const corp = state.corps.find(({ id }) => id === corpId);
  if (!corp) throw new ApiError(40013);
  const agent = corp.agents.find((candidate) => candidate.secret === secret);
  if (!agent) {
    state.secretGuard.recordFailure(callerIp);
    const isForeign = state.corps.some(({ agents }) => agents.some((it) => it.secret === secret));
    throw new ApiError(isForeign ? 40091 : 40001);
  }
  state.secretGuard.recordSuccess(callerIp);
  if (agent.closed) throw new ApiError(40001);
  const { token } = state.tokens.issue(corp.id, agent.id);
  return { access_token: token, expires_in: state.settings.tokenLifetimeSeconds };
}
