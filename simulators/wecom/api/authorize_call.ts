import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { ApiCall, ApiRequest, AppRequest } from "simulators/wecom/api/api_call.ts";
import { findAgent } from "simulators/wecom/directory.ts";

/**
 * Finds the app behind the access token, in WeCom's order: token missing (also when it is in the
 * body), unknown, expired, caller's address, app disabled.
 * @throws ApiError for the first of them
 */
export function authorizeCall(
  call: Extract<ApiCall, { access: "app" }>,
  request: ApiRequest,
): AppRequest {
  const token = request.query.get("access_token");
  if (!token) throw new ApiError(41001);
  const issued = request.state.tokens.find(token);
  const corp = request.state.corps.find(({ id }) => id === issued?.corpId);
  const agent = corp && issued && findAgent(corp, issued.agentId);
  if (!issued || !corp || !agent) throw new ApiError(40014);
  if (issued.expiresAt <= request.state.now()) throw new ApiError(42001);
  if (agent.trustedIps.length > 0 && !agent.trustedIps.includes(request.callerIp)) {
    throw new ApiError(60020);
  }
  if (agent.closed && !call.servesClosedApp) throw new ApiError(50003);
  return { ...request, corp, agent };
}
