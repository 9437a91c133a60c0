import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";

/** Tickets of the JS-SDK: `get_jsapi_ticket` of the corp, `ticket/get` of the app (D96909). */
export const jsapiCalls: ApiCall[] = [
  { name: "get_jsapi_ticket", access: "app", answer: getCorpTicket },
  { name: "ticket/get", access: "app", answer: getAppTicket },
];

const hourMs = 3_600_000;

function getCorpTicket(request: AppRequest): ApiFields {
  const { corp } = request;
  countFetch(request, "config");
  return describe(request, corp.id);
}

function getAppTicket(request: AppRequest): ApiFields {
  const { query, corp, agent } = request;
  if (query.get("type") !== "agent_config") throw new ApiError(91040);
  countFetch(request, "agent_config");
  return describe(request, `${corp.id}/${agent.id}`);
}

/** 100 fetches an hour and app, 400 an hour and corp, of each kind (D90312). */
function countFetch({ state, corp, agent }: AppRequest, kind: string): void {
  const isFree =
    state.rates.take(`ticket/${kind}/${corp.id}/${agent.id}`, [{ limit: 100, windowMs: hourMs }]) &&
    state.rates.take(`ticket/${kind}/${corp.id}`, [{ limit: 400, windowMs: hourMs }]);
  if (!isFree) throw new ApiError(45009);
}

function describe({ state }: AppRequest, owner: string): ApiFields {
  const { ticket, expiresInSeconds } = state.jsapiTickets.issue(owner);
  return { ticket, expires_in: expiresInSeconds };
}
