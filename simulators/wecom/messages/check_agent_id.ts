import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readInteger } from "simulators/wecom/api/read_body.ts";
import { findAgent } from "simulators/wecom/directory.ts";

/**
 * Checks that `agentid` in the body is the app of the token.
 * @throws ApiError 41011 when it is missing, 301002 for another app of the corp, 40056 for an unknown one
 */
export function checkAgentId({ body, corp, agent }: AppRequest): void {
  const agentId = readInteger(body, "agentid");
  if (agentId === undefined) throw new ApiError(41011);
  if (agentId !== agent.id) throw new ApiError(findAgent(corp, agentId) ? 301002 : 40056);
}
