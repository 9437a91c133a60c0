import type { Agent, Corp } from "simulators/wecom/cast.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** What a call sees of its request. */
export interface ApiRequest {
  state: WecomState;
  query: URLSearchParams;
  /** The JSON body of a POST; empty when there is none or it cannot be parsed. */
  body: Record<string, unknown>;
  callerIp: string;
}

/** The same, when a valid token said which app is calling. */
export interface AppRequest extends ApiRequest {
  corp: Corp;
  agent: Agent;
}

/** What a call answers beside errcode and errmsg. */
export type ApiFields = Record<string, unknown>;

/** One call of WeCom's server API. It answers fields or throws an `ApiError`. */
export type ApiCall =
  | { name: string; access: "open"; answer(request: ApiRequest): ApiFields }
  | {
    name: string;
    access: "app";
    /** Answers also for a disabled app, which can still learn that it is disabled. */
    servesClosedApp?: true;
    answer(request: AppRequest): ApiFields;
  };
